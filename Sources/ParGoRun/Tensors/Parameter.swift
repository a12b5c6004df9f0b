/// A weight of the model: its name in public checkpoints, its value, its gradient, and whether training may change it.
public final class Parameter {
    /// The name under which checkpoints keep it, as `model.layers.0.self_attn.q_proj.weight`.
    public let name: String
    /// The weight itself.
    public private(set) var value: Tensor
    /// The loss's derivative, added up by each backward pass.
    ///
    /// Allocated when first asked for.
    public private(set) lazy var gradient = makeGradient()
    /// A frozen weight gets no gradient and is not touched by the optimizer.
    public var isFrozen = false
    /// The shape under which files keep it; a convolution's kernel is unrolled in `value`.
    public let fileShape: [Int]
    private var gradientMemory: (() -> Tensor)?

    /// A weight of zeros.
    public init(_ name: String, _ shape: [Int], fileShape: [Int]? = nil) {
        self.name = name
        self.fileShape = fileShape ?? shape
        value = Tensor(shape)
    }

    private init(replicaOf other: Parameter) {
        name = other.name
        fileShape = other.fileShape
        value = other.value
        isFrozen = other.isFrozen
    }

    /// The same weight for another worker: one value in memory, a gradient of its own.
    func replica() -> Parameter { Parameter(replicaOf: self) }

    /// Moves the value into memory that it shares with its neighbours, and says where its gradient is to lie.
    ///
    /// To be called before the gradient is first asked for. A value that lies there already is not copied.
    func place(value view: Tensor, gradient memory: @escaping () -> Tensor) {
        if view.base != value.base {
            view.copy(value)
            value = view
        }
        gradientMemory = memory
    }

    private func makeGradient() -> Tensor { gradientMemory?() ?? Tensor(value.shape) }

    /// Fills the value with draws from a normal distribution around 0.
    public func fillNormal(deviation: Float, _ generator: inout SeededGenerator) {
        for index in 0..<value.count { value.base[index] = deviation * generator.normal() }
    }

    /// Fills the value with draws from the interval of -bound to bound.
    public func fillUniform(bound: Float, _ generator: inout SeededGenerator) {
        for index in 0..<value.count { value.base[index] = bound * (2 * generator.uniform() - 1) }
    }
}

extension [Parameter] {
    /// Sets the frozen flag of each.
    public func freeze(_ isFrozen: Bool = true) {
        for parameter in self { parameter.isFrozen = isFrozen }
    }

    /// Sets each trained parameter's gradient to zero.
    public func clearGradients() {
        for parameter in self where !parameter.isFrozen { parameter.gradient.fill(0) }
    }
}
