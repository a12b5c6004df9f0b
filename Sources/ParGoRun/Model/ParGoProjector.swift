/// The Partial-Global projector: learnable tokens that read frozen visual features and go to the language model.
///
/// Shapes: visual (batch * V, visualWidth) to (batch * Q, llmWidth), partial tokens first. A BERT-style Q-Former with
/// two masks; with no partial tokens it is the Q-Former.
public final class ParGoProjector {
    /// The sizes that decide the weights' shapes.
    public struct Shape: Equatable, Sendable {
        /// Layers, vector width inside, heads and feed-forward width.
        public var (depth, hidden, heads, ffn) = (2, 64, 4, 128)
        /// Widths of the visual features and of the language model.
        public var (visualWidth, llmWidth) = (64, 64)

        /// Small defaults.
        public init() {}
    }

    private let shape: Shape
    private let mask: PartialGlobalMask
    private let queryTokens: Parameter
    private let positions: Parameter
    private let embeddingNorm: LayerNorm
    private let layers: [ParGoLayer]
    private let output: Linear
    private let ownMasks: [AttentionMask?]
    private let crossMask: AttentionMask?
    private let embedded = Tensor()

    /// A projector with fresh weights.
    ///
    /// `widths` has the block width of the partial tokens' self-attention for each layer; the number of partial tokens
    /// in each layer is the released code.
    public init(_ shape: Shape, mask: PartialGlobalMask, widths: [Int], _ generator: inout SeededGenerator) {
        precondition(widths.count == shape.depth, "ParGoProjector: \(widths.count) widths for \(shape.depth) layers")
        self.shape = shape
        self.mask = mask
        queryTokens = Parameter("query_tokens", [1, mask.queries, shape.hidden])
        queryTokens.fillNormal(deviation: 0.02, &generator)
        positions = Parameter("ParGo.bert.embeddings.position_embeddings.weight", [mask.queries, shape.hidden])
        positions.fillNormal(deviation: 0.02, &generator)
        embeddingNorm = LayerNorm("ParGo.bert.embeddings.LayerNorm", width: shape.hidden, epsilon: 1e-12)
        var made: [ParGoLayer] = []
        for index in 0..<shape.depth { made.append(ParGoLayer(index, shape, &generator)) }
        layers = made
        output = Linear("llm_proj", from: shape.hidden, to: shape.llmWidth, hasBias: true)
        output.initializeUniform(&generator)
        ownMasks = widths.map { mask.own(width: $0) }
        crossMask = mask.cross()
    }

    /// The standard deviation of a dense layer's first weights: BERT's 0.02 at BERT's width 768, wider below it.
    ///
    /// 0.02 is 0.55 / sqrt(768); the same rule keeps the signal's size in the narrow models of the small presets.
    static func deviation(_ layer: Linear) -> Float {
        max(0.02, 0.55 / Float(layer.weight.value.columns).squareRoot())
    }

    /// Each weight, in the order of a forward pass.
    public var parameters: [Parameter] {
        [queryTokens, positions] + embeddingNorm.parameters + layers.flatMap(\.parameters) + output.parameters
    }

    /// How many tokens an image becomes: P + G.
    public var tokens: Int { mask.queries }

    /// `visual` (batch * V, visualWidth) to (batch * Q, llmWidth).
    public func forward(_ visual: Tensor, batch: Int) -> Tensor {
        precondition(
            visual.rows == batch * mask.visual && visual.columns == shape.visualWidth,
            "ParGoProjector: visual \(visual.shape) for \(batch) x \(mask.visual) tokens of \(shape.visualWidth)"
        )
        var x = embeddingNorm.forward(embed(batch))
        for (layer, ownMask) in zip(layers, ownMasks) {
            x = layer.forward(x, visual: visual, batch: batch, ownMask: ownMask, crossMask: crossMask)
        }
        return output.forward(x)
    }

    /// Adds each weight's gradient for the output's `gradient` (batch * Q, llmWidth).
    public func backward(_ gradient: Tensor) {
        var change = output.backward(gradient)
        for layer in layers.reversed() { change = layer.backward(change) }
        change = embeddingNorm.backward(change)
        let size = queryTokens.value.count
        change.reshape([change.count / size, size])
        for parameter in [queryTokens, positions] where !parameter.isFrozen {
            parameter.gradient.addSumOfRows(change)
        }
    }

    /// The tokens and their positions, repeated for each sample: (batch * Q, hidden).
    private func embed(_ batch: Int) -> Tensor {
        embedded.resize([batch * mask.queries, shape.hidden])
        let size = queryTokens.value.count
        for sample in 0..<batch {
            let target = embedded.base + sample * size
            for index in 0..<size { target[index] = queryTokens.value.base[index] + positions.value.base[index] }
        }
        return embedded
    }
}
