/// A Llama-style decoder: token embeddings, rotary attention with grouped queries, SwiGLU, RMSNorm, vocabulary head.
///
/// Shapes: embeddings (batch * T, width) to hidden states of the same shape; logits (n, vocabulary) for the rows that
/// were asked for. Sequences are padded at their end: causal attention keeps padding out of everything that counts.
public final class LanguageModel {
    /// The sizes that decide the weights' shapes.
    public struct Shape: Equatable, Sendable {
        /// Vector width, blocks, query heads and key heads.
        public var (width, depth, heads, keyHeads) = (64, 3, 2, 2)
        /// Width inside SwiGLU, size of the vocabulary, and the longest sequence.
        public var (ffn, vocabulary, length) = (128, 64, 192)

        /// The base of the rotary angles, Hugging Face's `rope_theta`.
        public var rotaryBase = 10_000.0
        /// What RMSNorm adds to the mean square, Hugging Face's `rms_norm_eps`.
        public var normEpsilon = 1e-5

        /// Small defaults.
        public init() {}

        /// Width of a head, and of all key heads together.
        var headDim: Int { width / heads }
        var keyWidth: Int { keyHeads * headDim }
    }

    /// The sizes.
    public let shape: Shape
    /// The token table.
    public let embedding: Embedding
    let blocks: [LanguageBlock]
    let norm: RMSNorm
    let head: LinearGroup
    /// Whether blocks keep their inputs alone and make the rest again in the backward pass: less memory, more work, the same bits.
    var recomputes = false
    private var relay = ActivationRelay()
    private var layout: LanguageLayout?
    private var chosen: [Int] = []
    private let normed = Tensor()
    private let last = Tensor()
    private let logits = Tensor()
    var scratch: Scratch

    /// A model with fresh weights.
    public convenience init(_ shape: Shape, _ generator: inout SeededGenerator) {
        let embedding = Embedding("model.embed_tokens", vocabulary: shape.vocabulary, width: shape.width)
        embedding.weight.fillNormal(deviation: 1, &generator)
        let rotary = RotaryEmbedding.text(
            length: shape.length,
            headDim: shape.width / shape.heads,
            base: shape.rotaryBase
        )
        var made: [LanguageBlock] = []
        for index in 0..<shape.depth { made.append(LanguageBlock(index, shape, rotary: rotary, &generator)) }
        let head = Linear("lm_head", from: shape.width, to: shape.vocabulary, hasBias: false)
        head.weight.fillNormal(deviation: 0.7 / Float(shape.width).squareRoot(), &generator)
        let norm = RMSNorm("model.norm", width: shape.width, epsilon: Float(shape.normEpsilon))
        self.init(shape, embedding, made, norm, LinearGroup([head]), Scratch())
    }

    private init(
        _ shape: Shape,
        _ embedding: Embedding,
        _ blocks: [LanguageBlock],
        _ norm: RMSNorm,
        _ head: LinearGroup,
        _ scratch: Scratch
    ) {
        (self.shape, self.embedding, self.blocks, self.norm, self.head) = (shape, embedding, blocks, norm, head)
        self.scratch = scratch
    }

    /// The same weights for another worker, gradients and memory apart.
    ///
    /// Low-rank updates are shared as they were merged last.
    func replica(_ scratch: Scratch) -> LanguageModel {
        LanguageModel(
            shape,
            embedding.replica(),
            blocks.map { $0.replica() },
            norm.replica(),
            head.replica(),
            scratch
        )
    }

    /// The base model's weights, in the order of a forward pass; low-rank updates are not among them.
    public var parameters: [Parameter] {
        [embedding.weight] + blocks.flatMap(\.parameters) + norm.parameters + head.members.flatMap(\.parameters)
    }

    /// The weights of the low-rank updates.
    public var updateParameters: [Parameter] { updates.flatMap(\.parameters) }

    private var updates: [LowRankUpdate] {
        blocks.flatMap { block in LoRATarget.allCases.compactMap { block.linear($0).update } }
    }

    /// Switches dropout inside the low-rank updates on, each with a stream of its own, or off.
    public func setDropout(seed: Int?) { setDropout(seed: seed, stream: "") }

    /// The same with streams that belong to one worker and one step.
    func setDropout(seed: Int?, stream: String) {
        for (index, update) in updates.enumerated() where update.dropout > 0 {
            update.dropoutGenerator = seed.map { SeededGenerator(seed: $0, stream: "lora-dropout-\(index)\(stream)") }
        }
    }

    /// Adds the low-rank updates into a copy of the weights beside them, which this model and its replicas then use.
    ///
    /// To be called when weights have changed, before the forward passes.
    public func mergeUpdates() {
        for group in blocks.flatMap(\.groups) { group.mergeUpdates() }
    }

    /// Logits of the given `rows`, in ascending order: (rows, vocabulary).
    ///
    /// Embeddings are (sequences.rows, width).
    public func forward(_ embeddings: Tensor, _ sequences: Sequences, rows: [Int]) -> Tensor {
        precondition(
            sequences.longest <= shape.length && embeddings.rows == sequences.rows,
            "LanguageModel: \(embeddings.shape) for sequences of up to \(sequences.longest), longest is \(shape.length)"
        )
        let layout = LanguageLayout(sequences, chosen: rows)
        (self.layout, chosen) = (layout, rows)
        var (stream, delta) = (embeddings, Tensor?.none)
        for (index, block) in blocks.enumerated() {
            let chosen = index == blocks.count - 1 ? rows : nil
            if recomputes {
                block.keep(stream, adding: delta, scratch)
                relay.hand(to: index, of: blocks)
                (stream, delta) = block.forward(layout, chosen: chosen, scratch)
            } else {
                (stream, delta) = block.forward(stream, adding: delta, layout, chosen: chosen, scratch)
            }
        }
        normed.resize(stream.shape)
        if let delta {
            norm.forward(sum: last, of: stream, and: delta, into: normed)
            scratch.give(delta)
        }
        logits.resize([rows.count, shape.vocabulary])
        head.forward(normed.matrix, into: logits.matrix, scratch)
        return logits
    }

    /// Adds the gradients of the weights that are trained, and returns that of the embeddings, to be given back to the
    /// scratch memory by `giveBack`.
    public func backward(_ gradient: Tensor) -> Tensor {
        guard let layout else { preconditionFailure("LanguageModel.backward before forward") }
        let above = scratch.take(chosen.count, shape.width)
        head.backward(gradient.matrix, x: head.needsInput ? normed.matrix : nil, into: above.matrix, scratch)
        var change = scratch.take(chosen.count, shape.width)
        change.fill(0)
        norm.backward(above, addingTo: change)
        scratch.give(above)
        for (index, block) in blocks.enumerated().reversed() {
            if recomputes, index < blocks.count - 1 {
                relay.hand(to: index, of: blocks)
                block.recompute(layout, scratch)
            }
            change = block.backward(change, layout, chosen: index == blocks.count - 1 ? chosen : nil, scratch)
        }
        return change
    }

    /// The first layer whose output in the last forward pass is not all numbers.
    var firstBrokenLayer: String? {
        if let index = blocks.firstIndex(where: { !$0.isFinite }) { return "model.layers.\(index)" }
        return logits.isFinite ? nil : "lm_head"
    }

    /// Takes back what `backward` returned.
    public func giveBack(_ gradient: Tensor) { scratch.give(gradient) }
}

extension LanguageModel.Shape: CustomStringConvertible {
    /// What caches and checkpoints are named after: the sizes, and the rest where it is not what it usually is.
    public var description: String {
        let sizes =
            "width: \(width), depth: \(depth), heads: \(heads), keyHeads: \(keyHeads), ffn: \(ffn), "
            + "vocabulary: \(vocabulary), length: \(length)"
        let usual = Self()
        let base = rotaryBase == usual.rotaryBase ? "" : ", rotaryBase: \(rotaryBase)"
        let epsilon = normEpsilon == usual.normEpsilon ? "" : ", normEpsilon: \(normEpsilon)"
        return "Shape(\(sizes)\(base)\(epsilon))"
    }
}
