/// The two simplest projectors: neighbouring patches side by side, then one linear map, or two with GELU between.
///
/// Shapes: visual (batch * V, visualWidth) to (batch * tokens, llmWidth), each token from its own V / tokens patches in
/// raster order. The released ParGo code merges 4 patches, so that 576 become 144.
public final class PatchMerge: Projector {
    /// How many tokens an image becomes.
    public let tokens: Int
    /// Memory that it borrows from; unused.
    public var scratch = Scratch()
    private let group: Int
    private let first: Linear
    private let activation = GELU()
    private let second: Linear?
    private let merged = Tensor()
    private var output = Tensor()

    /// A projector with fresh weights, of one or two `layers`.
    public convenience init(
        layers: Int,
        group: Int,
        tokens: Int,
        from visualWidth: Int,
        to llmWidth: Int,
        _ generator: inout SeededGenerator
    ) {
        precondition(layers == 1 || layers == 2, "PatchMerge: \(layers) layers")
        let name = layers == 1 ? "llm_proj" : "llm_proj.0"
        let first = Linear(name, from: group * visualWidth, to: llmWidth, hasBias: true)
        let second = layers == 1 ? nil : Linear("llm_proj.2", from: llmWidth, to: llmWidth, hasBias: true)
        first.initializeUniform(&generator)
        second?.initializeUniform(&generator)
        self.init(group, tokens, first, second)
    }

    private init(_ group: Int, _ tokens: Int, _ first: Linear, _ second: Linear?) {
        (self.group, self.tokens, self.first, self.second) = (group, tokens, first, second)
    }

    /// The same weights for another worker, gradients and memory apart.
    public func replica(_ scratch: Scratch) -> any Projector {
        let copy = PatchMerge(group, tokens, first.replica(), second?.replica())
        copy.scratch = scratch
        return copy
    }

    /// Each weight, in the order of a forward pass.
    public var parameters: [Parameter] { first.parameters + (second?.parameters ?? []) }

    /// The first layer whose output in the last forward pass is not all numbers.
    public var firstBrokenLayer: String? { output.isFinite ? nil : "llm_proj" }

    /// Visual features to image tokens.
    public func forward(_ visual: Tensor, batch: Int) -> Tensor {
        precondition(
            visual.rows == batch * tokens * group && visual.columns * group == first.inputs,
            "PatchMerge: visual \(visual.shape) for \(batch) x \(tokens) x \(group) patches"
        )
        // Neighbours in raster order are neighbours in memory: side by side is another shape, not another order.
        merged.copy(visual)
        merged.reshape([batch * tokens, group * visual.columns])
        output = first.forward(merged)
        if let second { output = second.forward(activation.forward(output)) }
        return output
    }

    /// Adds each weight's gradient; overwrites `visual` with that of the visual features.
    public func backward(_ gradient: Tensor, visual: Tensor?) {
        var change = gradient
        if let second { change = activation.backward(second.backward(gradient)) }
        guard let visual else { return first.backwardWeights(change) }
        first.backward(change, into: visual, adding: false)
        visual.reshape([change.rows * group, visual.columns / group])
    }
}
