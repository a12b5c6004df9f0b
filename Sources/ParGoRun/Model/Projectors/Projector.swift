/// What stands between the frozen vision encoder and the language model: visual tokens in, image tokens out.
///
/// Shapes: visual (batch * V, visual width) to (batch * tokens, language model's width), samples one after another.
public protocol Projector: AnyObject {
    /// How many tokens an image becomes.
    var tokens: Int { get }
    /// Each weight, in the order of a forward pass.
    var parameters: [Parameter] { get }
    /// Memory that it borrows from.
    var scratch: Scratch { get set }
    /// The first layer whose output in the last forward pass is not all numbers.
    var firstBrokenLayer: String? { get }
    /// Whether layers keep their outputs alone and make the rest again in the backward pass.
    var recomputes: Bool { get set }

    /// Visual features to image tokens; keeps what the backward pass needs, `visual` included.
    func forward(_ visual: Tensor, batch: Int) -> Tensor

    /// Adds each weight's gradient for the output's `gradient`; overwrites `visual` with that of the visual features.
    ///
    /// Without `visual` that gradient is not computed: the encoder is frozen.
    func backward(_ gradient: Tensor, visual: Tensor?)

    /// The same weights for another worker, gradients and memory apart.
    func replica(_ scratch: Scratch) -> any Projector
}

extension Projector {
    /// False: a projector of few or small layers keeps what it makes.
    public var recomputes: Bool {
        get { false }
        set {}
    }

    /// Adds each weight's gradient for the output's `gradient`.
    public func backward(_ gradient: Tensor) { backward(gradient, visual: nil) }
}

extension TrainerConfiguration {
    /// The configured projector with fresh weights.
    func makeProjector(_ generator: inout SeededGenerator) -> any Projector {
        let tokens = projector.partialTokens + projector.globalTokens
        let widths = (visual: vision.width, llm: llm.width)
        switch projector.kind {
        case .pargo, .qformer: return makeParGo(tokens, &generator)
        case .linear, .mlp:
            let group = visualTokens / tokens
            return PatchMerge(
                layers: projector.kind == .linear ? 1 : 2,
                group: group,
                tokens: tokens,
                from: widths.visual,
                to: widths.llm,
                &generator
            )
        case .resampler:
            var shape = Resampler.Shape()
            (shape.depth, shape.hidden, shape.heads) = (projector.depth, projector.hidden, projector.heads)
            (shape.ffn, shape.tokens, shape.visual) = (projector.ffn, tokens, visualTokens)
            (shape.visualWidth, shape.llmWidth) = (widths.visual, widths.llm)
            return Resampler(shape, &generator)
        case .convolutional:
            var shape = ConvolutionalAbstractor.Shape()
            (shape.depth, shape.hidden) = (projector.depth, projector.hidden)
            (shape.side, shape.pooledSide) = (vision.side, Self.root(tokens) ?? 1)
            (shape.visualWidth, shape.llmWidth) = (widths.visual, widths.llm)
            return ConvolutionalAbstractor(shape, &generator)
        }
    }

    private func makeParGo(_ tokens: Int, _ generator: inout SeededGenerator) -> ParGoProjector {
        var shape = ParGoProjector.Shape()
        (shape.depth, shape.hidden) = (projector.depth, projector.hidden)
        (shape.heads, shape.ffn) = (projector.heads, projector.ffn)
        (shape.visualWidth, shape.llmWidth) = (vision.width, llm.width)
        shape.normEpsilon = projector.normEpsilon
        let partial = projector.kind == .pargo ? projector.partialTokens : 0
        let mask = PartialGlobalMask(partial: partial, global: tokens - partial, visual: visualTokens)
        return ParGoProjector(shape, mask: mask, widths: cascadeWidths(partial: partial), &generator)
    }

    /// The whole root of a square number, nil for any other.
    static func root(_ number: Int) -> Int? {
        let root = Int(Double(number).squareRoot().rounded())
        return root * root == number ? root : nil
    }

    /// The block width of each layer's self-attention among partial tokens.
    func cascadeWidths(partial: Int) -> [Int] {
        switch projector.perception {
        case .released: [Int](repeating: max(partial, 1), count: projector.depth)
        case .cascaded where projector.cascadeWidths.isEmpty:
            PartialGlobalMask.doublingWidths(depth: projector.depth, partial: partial)
        case .cascaded: projector.cascadeWidths
        }
    }
}
