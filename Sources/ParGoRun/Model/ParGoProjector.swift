/// The Partial-Global projector: learnable tokens that read frozen visual features and go to the language model.
///
/// Shapes: visual (batch * V, visualWidth) to (batch * Q, llmWidth), partial tokens first. A BERT-style Q-Former with
/// two masks; with no partial tokens it is the Q-Former.
public final class ParGoProjector: Projector {
    /// The sizes that decide the weights' shapes.
    public struct Shape: Equatable, Sendable {
        /// Layers, vector width inside, heads and feed-forward width.
        public var (depth, hidden, heads, ffn) = (2, 64, 4, 128)
        /// Widths of the visual features and of the language model.
        public var (visualWidth, llmWidth) = (64, 64)

        /// What the norms add to the variance, BERT's own.
        public var normEpsilon = 1e-12

        /// Small defaults.
        public init() {}
    }

    private let shape: Shape
    private let mask: PartialGlobalMask
    private let widths: [Int]
    private let queryTokens: Parameter
    private let positions: Parameter
    private let embeddingNorm: LayerNorm
    private let layers: [ParGoLayer]
    private let output: LinearGroup
    /// Memory that it borrows from.
    public var scratch: Scratch
    /// Whether layers keep their outputs alone and make the rest again in the backward pass; off at first.
    public var recomputes = false
    private var relay = ActivationRelay()
    private var plans: [Int: Plans] = [:]
    private var (last, source) = (Tensor(), Tensor())
    private let embedded = Tensor()
    private let first = Tensor()
    private let tokensOut = Tensor()

    /// Who sees whom in each layer, for one size of batch.
    private struct Plans {
        let own: [AttentionPlan]
        let cross: [AttentionPlan]
    }

    /// A projector with fresh weights.
    ///
    /// `widths` has the block width of the partial tokens' self-attention for each layer; the number of partial tokens
    /// in each layer is the released code.
    public convenience init(
        _ shape: Shape,
        mask: PartialGlobalMask,
        widths: [Int],
        _ generator: inout SeededGenerator
    ) {
        precondition(widths.count == shape.depth, "ParGoProjector: \(widths.count) widths for \(shape.depth) layers")
        let queryTokens = Parameter("query_tokens", [1, mask.queries, shape.hidden])
        queryTokens.fillNormal(deviation: 0.02, &generator)
        let positions = Parameter("ParGo.bert.embeddings.position_embeddings.weight", [mask.queries, shape.hidden])
        positions.fillNormal(deviation: 0.02, &generator)
        let norm = LayerNorm("ParGo.bert.embeddings.LayerNorm", width: shape.hidden, epsilon: Float(shape.normEpsilon))
        var layers: [ParGoLayer] = []
        for index in 0..<shape.depth { layers.append(ParGoLayer(index, shape, &generator)) }
        let output = Linear("llm_proj", from: shape.hidden, to: shape.llmWidth, hasBias: true)
        output.initializeUniform(&generator)
        self.init((shape, mask, widths), [queryTokens, positions], norm, layers, LinearGroup([output]), Scratch())
    }

    private init(
        _ sizes: (shape: Shape, mask: PartialGlobalMask, widths: [Int]),
        _ tokens: [Parameter],
        _ norm: LayerNorm,
        _ layers: [ParGoLayer],
        _ output: LinearGroup,
        _ scratch: Scratch
    ) {
        (shape, mask, widths) = sizes
        (queryTokens, positions, embeddingNorm) = (tokens[0], tokens[1], norm)
        (self.layers, self.output, self.scratch) = (layers, output, scratch)
    }

    /// The same weights for another worker, gradients and memory apart.
    public func replica(_ scratch: Scratch) -> any Projector {
        ParGoProjector(
            (shape, mask, widths),
            [queryTokens.replica(), positions.replica()],
            embeddingNorm.replica(),
            layers.map { $0.replica() },
            output.replica(),
            scratch
        )
    }

    /// The standard deviation of a dense layer's first weights: BERT's 0.02 at BERT's width 768, wider below it.
    ///
    /// 0.02 is 0.55 / sqrt(768); the same rule keeps the signal's size in the narrow models of the small presets.
    static func deviation(_ layer: Linear) -> Float {
        max(0.02, 0.55 / Float(layer.weight.value.columns).squareRoot())
    }

    /// Each weight, in the order of a forward pass.
    public var parameters: [Parameter] {
        [queryTokens, positions] + embeddingNorm.parameters + layers.flatMap(\.parameters)
            + output.members.flatMap(\.parameters)
    }

    /// How many tokens an image becomes: P + G.
    public var tokens: Int { mask.queries }

    /// `visual` (batch * V, visualWidth) to (batch * Q, llmWidth).
    public func forward(_ visual: Tensor, batch: Int) -> Tensor {
        precondition(
            visual.rows == batch * mask.visual && visual.columns == shape.visualWidth,
            "ParGoProjector: visual \(visual.shape) for \(batch) x \(mask.visual) tokens of \(shape.visualWidth)"
        )
        plans[batch] = plans[batch] ?? makePlans(batch)
        source = visual
        embed()
        var x = first
        for index in layers.indices { x = forward(index, x, batch) }
        last = x
        tokensOut.resize([x.rows, shape.llmWidth])
        output.forward(x.matrix, into: tokensOut.matrix, scratch)
        return tokensOut
    }

    /// Adds each weight's gradient for the output's `gradient` (batch * Q, llmWidth); overwrites `visual` with that of the
    /// visual features.
    public func backward(_ gradient: Tensor, visual: Tensor?) {
        visual?.resize([last.rows / mask.queries * mask.visual, shape.visualWidth])
        visual?.fill(0)
        var change = scratch.take(last.rows, shape.hidden)
        output.backward(gradient.matrix, x: last.matrix, into: change.matrix, scratch)
        for index in layers.indices.reversed() {
            if recomputes, index < layers.count - 1 {
                _ = forward(index, index == 0 ? first : layers[index - 1].output, last.rows / mask.queries)
            }
            change = layers[index].backward(change, visual: visual, scratch)
        }
        let below = scratch.take(mask.queries, shape.hidden)
        embeddingNorm.backward(change, into: below, shift: nil)
        for parameter in [queryTokens, positions] where !parameter.isFrozen { parameter.gradient.add(below) }
        scratch.give(change, below)
    }

    private func forward(_ index: Int, _ x: Tensor, _ batch: Int) -> Tensor {
        if recomputes { relay.hand(to: index, of: layers) }
        guard let plans = plans[batch] else { return x }
        return layers[index].forward(x, visual: source, own: plans.own[index], cross: plans.cross[index], scratch)
    }

    /// The first layer whose output in the last forward pass is not all numbers.
    public var firstBrokenLayer: String? {
        if let index = layers.firstIndex(where: { !$0.isFinite }) { return "ParGo.bert.encoder.layer.\(index)" }
        return tokensOut.isFinite ? nil : "llm_proj"
    }

    /// The tokens and their positions, normalised, once for all samples: (Q, hidden).
    private func embed() {
        embedded.resize([mask.queries, shape.hidden])
        first.resize(embedded.shape)
        let (tokens, places) = (queryTokens.value.base, positions.value.base)
        for index in 0..<embedded.count { embedded.base[index] = tokens[index] + places[index] }
        embeddingNorm.forward(embedded, adding: nil, shift: nil, into: first)
    }

    /// In the first layer the samples share their tokens until the cross-attention.
    private func makePlans(_ batch: Int) -> Plans {
        let (queries, crossMask) = (mask.queries, mask.cross())
        return Plans(
            own: widths.enumerated()
                .map { index, width in
                    AttentionPlan(
                        mask: mask.own(width: width),
                        batch: index == 0 ? 1 : batch,
                        queries: queries,
                        keys: queries
                    )
                },
            cross: widths.indices.map { index in
                AttentionPlan(
                    mask: crossMask,
                    batch: batch,
                    queries: queries,
                    keys: mask.visual,
                    sharesQueries: index == 0
                )
            }
        )
    }
}
