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

        /// Small defaults.
        public init() {}
    }

    /// The sizes.
    public let shape: Shape
    /// The token table.
    public let embedding: Embedding
    private let blocks: [LanguageBlock]
    private let norm: RMSNorm
    private let head: Linear
    private var updates: [LowRankUpdate] = []
    private var masks: [Int: AttentionMask] = [:]
    private var rows: [Int] = []
    private let selected = Tensor()
    private let hiddenGradient = Tensor()
    private var hiddenShape = [0]

    /// A model with fresh weights.
    public init(_ shape: Shape, _ generator: inout SeededGenerator) {
        self.shape = shape
        embedding = Embedding("model.embed_tokens", vocabulary: shape.vocabulary, width: shape.width)
        embedding.weight.fillNormal(deviation: 1, &generator)
        let rotary = RotaryEmbedding.text(length: shape.length, headDim: shape.width / shape.heads)
        var made: [LanguageBlock] = []
        for index in 0..<shape.depth { made.append(LanguageBlock(index, shape, rotary: rotary, &generator)) }
        blocks = made
        norm = RMSNorm("model.norm", width: shape.width, epsilon: 1e-5)
        head = Linear("lm_head", from: shape.width, to: shape.vocabulary, hasBias: false)
        head.weight.fillNormal(deviation: 0.7 / Float(shape.width).squareRoot(), &generator)
    }

    /// The base model's weights, in the order of a forward pass; low-rank updates are not among them.
    public var parameters: [Parameter] {
        [embedding.weight] + blocks.flatMap(\.parameters) + norm.parameters + head.parameters
    }

    /// The weights of the low-rank updates.
    public var updateParameters: [Parameter] { updates.flatMap(\.parameters) }

    /// Puts a low-rank update beside each targeted map of each block.
    public func addUpdates(
        rank: Int,
        alpha: Float,
        dropout: Float,
        targets: [LoRATarget],
        _ generator: inout SeededGenerator
    ) {
        for (index, block) in blocks.enumerated() {
            for target in targets {
                let linear = block.linear(target)
                let part = [.query, .key, .value, .output].contains(target) ? "self_attn" : "mlp"
                let update = LowRankUpdate(
                    "model.layers.\(index).\(part).\(target.rawValue)",
                    from: linear.weight.value.columns,
                    to: linear.weight.value.rows,
                    rank: rank,
                    alpha: alpha,
                    dropout: dropout,
                    &generator
                )
                linear.update = update
                updates.append(update)
            }
        }
    }

    /// Switches dropout inside the low-rank updates on, each with a stream of its own, or off.
    public func setDropout(seed: Int?) {
        for (index, update) in updates.enumerated() {
            update.dropoutGenerator = seed.map { SeededGenerator(seed: $0, stream: "lora-dropout-\(index)") }
        }
    }

    /// Logits of the given `rows` of (batch * T): (rows, vocabulary).
    public func forward(_ embeddings: Tensor, batch: Int, rows: [Int]) -> Tensor {
        let length = embeddings.rows / batch
        precondition(length <= shape.length, "LanguageModel: sequences of \(length), longest is \(shape.length)")
        let mask = masks[length] ?? AttentionMask.causal(length)
        masks[length] = mask
        var x = embeddings
        for block in blocks { x = block.forward(x, batch: batch, mask: mask) }
        let width = shape.width
        self.rows = rows
        hiddenShape = x.shape
        selected.resize([rows.count, width])
        for (index, row) in rows.enumerated() {
            (selected.base + index * width).update(from: x.base + row * width, count: width)
        }
        return head.forward(norm.forward(selected))
    }

    /// Adds the gradients of the weights that are trained, and returns that of the embeddings (batch * T, width).
    public func backward(_ gradient: Tensor, batch: Int) -> Tensor {
        let above = norm.backward(head.backward(gradient))
        let width = shape.width
        hiddenGradient.resize(hiddenShape)
        hiddenGradient.fill(0)
        for (index, row) in rows.enumerated() {
            (hiddenGradient.base + row * width).update(from: above.base + index * width, count: width)
        }
        var change = hiddenGradient
        for block in blocks.reversed() { change = block.backward(change, batch: batch) }
        return change
    }
}
