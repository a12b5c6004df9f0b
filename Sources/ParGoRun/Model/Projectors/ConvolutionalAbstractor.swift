/// The C-Abstractor (Cha and others 2023, Honeybee): convolutions keep what is where, pooling sets the number of tokens.
///
/// Shapes: visual (batch * side * side, visualWidth) to (batch * pooledSide^2, llmWidth): `depth` bottlenecks, adaptive
/// average pooling, `depth` more, two linear maps with SiLU between.
public final class ConvolutionalAbstractor: Projector {
    /// The sizes that decide the weights' shapes.
    public struct Shape: Equatable, Sendable {
        /// Bottlenecks before pooling and after it, and channels inside.
        public var (depth, hidden) = (2, 64)
        /// Patches and tokens along one side.
        public var (side, pooledSide) = (6, 4)
        /// Widths of the visual features and of the language model.
        public var (visualWidth, llmWidth) = (64, 64)

        /// Small defaults.
        public init() {}
    }

    /// Memory that it borrows from; unused.
    public var scratch = Scratch()
    private let shape: Shape
    private let positions: Parameter
    private let (before, after): ([Bottleneck], [Bottleneck])
    private let pooling: AdaptivePooling
    private let (first, second): (Linear, Linear)
    private let activation = SiLU()
    private let placed = Tensor()
    private var output = Tensor()

    /// An abstractor with fresh weights.
    public convenience init(_ shape: Shape, _ generator: inout SeededGenerator) {
        let positions = Parameter("pos_emb", [1, shape.side * shape.side, shape.visualWidth])
        positions.fillNormal(deviation: 0.02, &generator)
        func blocks(_ name: String, _ inputs: Int, _ side: Int, _ generator: inout SeededGenerator) -> [Bottleneck] {
            var made: [Bottleneck] = []
            for index in 0..<shape.depth {
                let width = index == 0 ? inputs : shape.hidden
                made.append(Bottleneck("\(name).\(index)", from: width, to: shape.hidden, side: side, &generator))
            }
            return made
        }
        let before = blocks("before", shape.visualWidth, shape.side, &generator)
        let after = blocks("after", shape.hidden, shape.pooledSide, &generator)
        let first = Linear("llm_proj.0", from: shape.hidden, to: shape.llmWidth, hasBias: true)
        let second = Linear("llm_proj.2", from: shape.llmWidth, to: shape.llmWidth, hasBias: true)
        first.initializeUniform(&generator)
        second.initializeUniform(&generator)
        self.init(shape, positions, before, after, first, second)
    }

    private init(
        _ shape: Shape,
        _ positions: Parameter,
        _ before: [Bottleneck],
        _ after: [Bottleneck],
        _ first: Linear,
        _ second: Linear
    ) {
        (self.shape, self.positions, self.before, self.after) = (shape, positions, before, after)
        (self.first, self.second) = (first, second)
        pooling = AdaptivePooling(side: shape.side, pooled: shape.pooledSide)
    }

    /// The same weights for another worker, gradients and memory apart.
    public func replica(_ scratch: Scratch) -> any Projector {
        let copy = ConvolutionalAbstractor(
            shape,
            positions.replica(),
            before.map { $0.replica() },
            after.map { $0.replica() },
            first.replica(),
            second.replica()
        )
        copy.scratch = scratch
        return copy
    }

    /// How many tokens an image becomes.
    public var tokens: Int { shape.pooledSide * shape.pooledSide }

    /// Each weight, in the order of a forward pass.
    public var parameters: [Parameter] {
        [positions] + (before + after).flatMap(\.parameters) + first.parameters + second.parameters
    }

    /// The first layer whose output in the last forward pass is not all numbers.
    public var firstBrokenLayer: String? {
        if let index = before.firstIndex(where: { !$0.isFinite }) { return "before.\(index)" }
        if let index = after.firstIndex(where: { !$0.isFinite }) { return "after.\(index)" }
        return output.isFinite ? nil : "llm_proj"
    }

    /// Visual features to image tokens.
    public func forward(_ visual: Tensor, batch: Int) -> Tensor {
        let size = positions.value.count
        precondition(
            visual.count == batch * size && visual.columns == shape.visualWidth,
            "ConvolutionalAbstractor: visual \(visual.shape) for \(batch) x \(shape.side) x \(shape.side) patches"
        )
        placed.copy(visual)
        for sample in 0..<batch { Row.add(positions.value.base, times: 1, to: placed.base + sample * size, size) }
        var x = before.reduce(placed) { $1.forward($0) }
        x = after.reduce(pooling.forward(x)) { $1.forward($0) }
        output = second.forward(activation.forward(first.forward(x)))
        return output
    }

    /// Adds each weight's gradient; overwrites `visual` with that of the visual features.
    public func backward(_ gradient: Tensor, visual: Tensor?) {
        var change = first.backward(activation.backward(second.backward(gradient)))
        change = after.reversed().reduce(change) { $1.backward($0) }
        change = before.reversed().reduce(pooling.backward(change)) { $1.backward($0) }
        let size = positions.value.count
        if !positions.isFrozen {
            for sample in 0..<change.count / size {
                Row.add(change.base + sample * size, times: 1, to: positions.gradient.base, size)
            }
        }
        visual?.copy(change)
    }
}
