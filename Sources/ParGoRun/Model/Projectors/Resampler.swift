/// The perceiver resampler (Alayrac and others 2022, section 3.1.1): learned queries that read image and queries in each layer.
///
/// Shapes: visual (batch * visual, visualWidth) to (batch * tokens, llmWidth).
public final class Resampler: Projector {
    /// The sizes that decide the weights' shapes.
    public struct Shape: Equatable, Sendable {
        /// Layers, vector width inside, heads and feed-forward width.
        public var (depth, hidden, heads, ffn) = (2, 64, 4, 128)
        /// Learned queries, and visual tokens of an image.
        public var (tokens, visual) = (16, 36)
        /// Widths of the visual features and of the language model.
        public var (visualWidth, llmWidth) = (64, 64)

        /// Small defaults.
        public init() {}
    }

    /// Memory that it borrows from; unused.
    public var scratch = Scratch()
    private let shape: Shape
    private let queryTokens: Parameter
    private let visualMap: Linear
    private let layers: [ResamplerLayer]
    private let norm: LayerNorm
    private let outputMap: Linear
    private let latents = Tensor()
    private let mediaGradient = Tensor()
    private var output = Tensor()

    /// A resampler with fresh weights.
    public convenience init(_ shape: Shape, _ generator: inout SeededGenerator) {
        let queryTokens = Parameter("query_tokens", [1, shape.tokens, shape.hidden])
        queryTokens.fillNormal(deviation: 0.02, &generator)
        let visualMap = Linear("visual_proj", from: shape.visualWidth, to: shape.hidden, hasBias: true)
        visualMap.initializeUniform(&generator)
        var layers: [ResamplerLayer] = []
        for index in 0..<shape.depth { layers.append(ResamplerLayer(index, shape, &generator)) }
        let outputMap = Linear("llm_proj", from: shape.hidden, to: shape.llmWidth, hasBias: true)
        outputMap.initializeUniform(&generator)
        let norm = LayerNorm("norm", width: shape.hidden, epsilon: 1e-5)
        self.init(shape, queryTokens, visualMap, layers, norm, outputMap)
    }

    private init(
        _ shape: Shape,
        _ queryTokens: Parameter,
        _ visualMap: Linear,
        _ layers: [ResamplerLayer],
        _ norm: LayerNorm,
        _ outputMap: Linear
    ) {
        (self.shape, self.queryTokens, self.visualMap) = (shape, queryTokens, visualMap)
        (self.layers, self.norm, self.outputMap) = (layers, norm, outputMap)
    }

    /// The same weights for another worker, gradients and memory apart.
    public func replica(_ scratch: Scratch) -> any Projector {
        let copy = Resampler(
            shape,
            queryTokens.replica(),
            visualMap.replica(),
            layers.map { $0.replica() },
            norm.replica(),
            outputMap.replica()
        )
        copy.scratch = scratch
        return copy
    }

    /// How many tokens an image becomes.
    public var tokens: Int { shape.tokens }

    /// Each weight, in the order of a forward pass.
    public var parameters: [Parameter] {
        [queryTokens] + visualMap.parameters + layers.flatMap(\.parameters) + norm.parameters + outputMap.parameters
    }

    /// The first layer whose output in the last forward pass is not all numbers.
    public var firstBrokenLayer: String? {
        if let index = layers.firstIndex(where: { !$0.isFinite }) { return "layers.\(index)" }
        return output.isFinite ? nil : "llm_proj"
    }

    /// Visual features to image tokens.
    public func forward(_ visual: Tensor, batch: Int) -> Tensor {
        precondition(
            visual.rows == batch * shape.visual && visual.columns == shape.visualWidth,
            "Resampler: visual \(visual.shape) for \(batch) x \(shape.visual) tokens of \(shape.visualWidth)"
        )
        let media = visualMap.forward(visual)
        latents.resize([batch * shape.tokens, shape.hidden])
        let size = shape.tokens * shape.hidden
        for sample in 0..<batch { (latents.base + sample * size).update(from: queryTokens.value.base, count: size) }
        var x = latents
        for layer in layers { x = layer.forward(x, media: media, batch: batch) }
        output = outputMap.forward(norm.forward(x))
        return output
    }

    /// Adds each weight's gradient; overwrites `visual` with that of the visual features.
    public func backward(_ gradient: Tensor, visual: Tensor?) {
        let batch = gradient.rows / shape.tokens
        mediaGradient.resize([batch * shape.visual, shape.hidden])
        mediaGradient.fill(0)
        var change = norm.backward(outputMap.backward(gradient))
        for layer in layers.reversed() { change = layer.backward(change, media: mediaGradient) }
        if !queryTokens.isFrozen {
            let size = shape.tokens * shape.hidden
            for sample in 0..<batch {
                queryTokens.gradient.add(Tensor(viewOf: change, from: sample * size, [size]))
            }
        }
        guard let visual else { return visualMap.backwardWeights(mediaGradient) }
        visualMap.backward(mediaGradient, into: visual, adding: false)
    }
}
