/// Projector and language model joined: an image's tokens stand between the begin-of-text token and the text.
///
/// Shapes: features (batch * V, visual width) from the frozen encoder; see `TokenBatch` for the text.
public final class VisionLanguageModel {
    /// The projector; without one the model reads text only.
    public let projector: ParGoProjector?
    /// The language model.
    public let language: LanguageModel
    private let loss = CrossEntropy()
    /// The part of the labelled positions of the last `trainingLoss` whose right token was the most likely one.
    public var tokenAccuracy: Double { loss.counted == 0 ? 0 : Double(loss.correct) / Double(loss.counted) }
    private let embeddings = Tensor()
    private let imageGradient = Tensor()

    /// Joins two parts, which stay usable on their own.
    public init(projector: ParGoProjector?, language: LanguageModel) {
        self.projector = projector
        self.language = language
    }

    /// Each weight of projector, language model and low-rank updates.
    public var parameters: [Parameter] {
        (projector?.parameters ?? []) + language.parameters + language.updateParameters
    }

    /// Logits of the given `rows` of the batch: (rows, vocabulary).
    public func logits(_ batch: TokenBatch, features: Tensor?, rows: [Int]) -> Tensor {
        language.forward(embed(batch, features), batch: batch.batch, rows: rows)
    }

    /// The batch's mean loss over its labelled positions; adds the gradient of each weight that is not frozen.
    public func trainingLoss(_ batch: TokenBatch, features: Tensor?) -> Double {
        let rows = batch.labelledRows
        let output = logits(batch, features: features, rows: rows)
        let value = loss.forward(output, labels: rows.map { batch.targets[$0] })
        let change = language.backward(loss.gradient, batch: batch.batch)
        backwardEmbeddings(change, batch)
        return value
    }

    private func embed(_ batch: TokenBatch, _ features: Tensor?) -> Tensor {
        let image = features.flatMap { projector?.forward($0, batch: batch.batch) }
        let width = language.shape.width
        embeddings.resize([batch.batch * batch.length, width])
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

    private func backwardEmbeddings(_ change: Tensor, _ batch: TokenBatch) {
        let width = language.shape.width
        imageGradient.resize([batch.batch * (projector?.tokens ?? 0), width])
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
        if next > 0 { projector?.backward(imageGradient) }
    }
}
