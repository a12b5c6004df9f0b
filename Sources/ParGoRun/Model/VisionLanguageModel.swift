/// Projector and language model joined: an image's tokens stand between the begin-of-text token and the text.
///
/// Shapes: features (batch * V, visual width) from the frozen encoder; see `TokenBatch` for the text.
public final class VisionLanguageModel {
    /// The projector; without one the model reads text only.
    public let projector: (any Projector)?
    /// The language model.
    public let language: LanguageModel
    /// Memory that both parts borrow from.
    let scratch: Scratch
    /// Whether layers keep their inputs alone and make the rest again in the backward pass: less memory, more work, the same bits.
    var recomputes = false {
        didSet {
            language.recomputes = recomputes
            projector?.recomputes = recomputes
        }
    }
    private let loss = CrossEntropy()
    private let embeddings = Tensor()
    private let imageGradient = Tensor()

    /// Joins two parts, which stay usable on their own.
    public convenience init(projector: (any Projector)?, language: LanguageModel) {
        let scratch = Scratch()
        projector?.scratch = scratch
        language.scratch = scratch
        self.init(projector: projector, language: language, scratch: scratch)
    }

    private init(projector: (any Projector)?, language: LanguageModel, scratch: Scratch) {
        (self.projector, self.language, self.scratch) = (projector, language, scratch)
    }

    /// The same weights for another worker, gradients and memory apart.
    ///
    /// What is frozen, and the memory of merged low-rank updates, are taken over as they are now.
    func replica() -> VisionLanguageModel {
        let scratch = Scratch()
        let copy = VisionLanguageModel(
            projector: projector?.replica(scratch),
            language: language.replica(scratch),
            scratch: scratch
        )
        copy.recomputes = recomputes
        return copy
    }

    /// Each weight of projector, language model and low-rank updates.
    public var parameters: [Parameter] {
        (projector?.parameters ?? []) + language.parameters + language.updateParameters
    }

    /// What a batch's loss is made of.
    public struct Loss: Equatable, Sendable {
        /// The sum of the labelled positions' losses, divided by the number that the mean is taken over.
        public var value = 0.0
        /// Labelled positions whose right token was the most likely one.
        public var correct = 0

        static func += (left: inout Loss, right: Loss) {
            left.value += right.value
            left.correct += right.correct
        }
    }

    /// Logits of the given `rows` of the batch, in ascending order: (rows, vocabulary).
    ///
    /// Low-rank updates count as they were when `language.mergeUpdates()` was last called.
    public func logits(_ batch: TokenBatch, features: Tensor?, rows: [Int]) -> Tensor {
        language.forward(embed(batch, features), batch.sequences, rows: rows)
    }

    /// The batch's mean loss over its labelled positions; adds the gradient of each weight that is not frozen.
    public func trainingLoss(_ batch: TokenBatch, features: Tensor?) -> Double {
        language.mergeUpdates()
        return accumulate(batch, features: features, of: max(batch.labelledRows.count, 1)).value
    }

    /// The batch's part of a mean loss over `all` labelled positions; adds its part of the gradients.
    func accumulate(_ batch: TokenBatch, features: Tensor?, of all: Int) -> Loss {
        let rows = batch.labelledRows
        guard !rows.isEmpty else { return Loss() }
        let output = logits(batch, features: features, rows: rows)
        let value = scratch.metered(.loss) {
            loss.forward(output, labels: rows.map { batch.targets[$0] }, of: all)
        }
        backward(loss.gradient, batch, visual: nil)
        return Loss(value: value, correct: loss.correct)
    }

    /// Adds the gradient of each weight that is not frozen for that of the logits of the last `logits`.
    ///
    /// Overwrites `visual` with the gradient of the image's features.
    func backward(_ gradient: Tensor, _ batch: TokenBatch, visual: Tensor?) {
        let change = language.backward(gradient)
        backwardEmbeddings(change, batch, visual)
        language.giveBack(change)
    }

    /// The likeliest text after one prompt, by greedy search or with several beams; ends before `end`.
    ///
    /// Low-rank updates count as they were when `language.mergeUpdates()` was last called.
    public func text(after prompt: TokenBatch, features: Tensor?, beams: Int, longest: Int, end: Int32) -> [Int32] {
        precondition(prompt.sequences.count == 1, "VisionLanguageModel: \(prompt.sequences.count) prompts at a time")
        return BeamSearch(beams: beams, longest: longest, end: end).text(after: embed(prompt, features), language)
    }

    private func embed(_ batch: TokenBatch, _ features: Tensor?) -> Tensor {
        let image = features.flatMap { projector?.forward($0, batch: batch.sequences.count) }
        let width = language.shape.width
        embeddings.resize([batch.sequences.rows, width])
        var next = 0
        for (row, token) in batch.tokens.enumerated() {
            let target = embeddings.base + row * width
            guard token == TokenBatch.image else {
                language.embedding.copy(Int(token), to: target)
                continue
            }
            guard let image else { preconditionFailure("VisionLanguageModel: image placeholders, but no features") }
            target.update(from: image.base + next * width, count: width)
            next += 1
        }
        precondition(
            next == image?.rows ?? 0,
            "VisionLanguageModel: \(next) placeholders for \(image?.rows ?? 0) tokens"
        )
        return embeddings
    }

    private func backwardEmbeddings(_ change: Tensor, _ batch: TokenBatch, _ visual: Tensor?) {
        let width = language.shape.width
        imageGradient.resize([batch.sequences.count * (projector?.tokens ?? 0), width])
        var next = 0
        for (row, token) in batch.tokens.enumerated() {
            let source = change.base + row * width
            if token == TokenBatch.image {
                (imageGradient.base + next * width).update(from: source, count: width)
                next += 1
            } else {
                language.embedding.addGradient(Int(token), source)
            }
        }
        if next > 0 { projector?.backward(imageGradient, visual: visual) }
    }
}
