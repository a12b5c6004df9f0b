/// LoRA: `y += scale * dropout(x) A^T B^T` beside a frozen linear map (Hu and others 2021, arXiv 2106.09685).
///
/// Shapes: A is (rank, in), B is (out, rank); scale = alpha / rank. A starts Kaiming-uniform and B at zero, as in
/// PEFT, so that the first step starts from the frozen model.
public final class LowRankUpdate {
    /// Memory for the backward pass, which all updates of a group share.
    struct Memory {
        let hidden = Tensor()
        let change = Tensor()

        var tensors: [Tensor] { [hidden, change] }
    }

    /// A, of shape (rank, in).
    public let down: Parameter
    /// B, of shape (out, rank).
    public let up: Parameter
    /// alpha / rank.
    public let scale: Float
    /// The chance that an input element is dropped while `dropoutGenerator` is set.
    public let dropout: Float
    /// Set during training only; without it nothing is dropped.
    public var dropoutGenerator: SeededGenerator?

    /// The generator as it was before the last forward pass drew from it.
    private var rewound: SeededGenerator?
    private let dropped = Tensor()
    private let keep = Tensor()
    private let hidden = Tensor()
    private let memory = Memory()

    /// An update beside the map `name` (PEFT's names, `base_model.model.` in front).
    public init(
        _ name: String,
        from inputs: Int,
        to outputs: Int,
        rank: Int,
        alpha: Float,
        dropout: Float,
        _ generator: inout SeededGenerator
    ) {
        precondition(rank > 0, "LowRankUpdate: rank \(rank) of \(name)")
        down = Parameter("base_model.model.\(name).lora_A.weight", [rank, inputs])
        up = Parameter("base_model.model.\(name).lora_B.weight", [outputs, rank])
        scale = alpha / Float(rank)
        self.dropout = dropout
        // kaiming_uniform with a = sqrt(5): the bound is 1 / sqrt(in).
        down.fillUniform(bound: 1 / Float(inputs).squareRoot(), &generator)
    }

    private init(replicaOf other: LowRankUpdate) {
        (down, up) = (other.down.replica(), other.up.replica())
        (scale, dropout, dropoutGenerator) = (other.scale, other.dropout, other.dropoutGenerator)
    }

    /// The same weights for another worker, gradients and memory apart.
    func replica() -> LowRankUpdate { LowRankUpdate(replicaOf: self) }

    var rank: Int { down.value.rows }

    /// A, then B.
    public var parameters: [Parameter] { [down, up] }

    /// Whether either matrix is trained.
    var isTrained: Bool { !down.isFrozen || !up.isFrozen }

    /// Whether elements of the input are dropped, so that the update cannot be merged into the weights.
    var isDropping: Bool { dropout > 0 && dropoutGenerator != nil }

    /// What a forward pass keeps, and what a backward pass needs.
    var tensors: [Tensor] { [dropped, keep, hidden] + memory.tensors }

    /// Lets the next forward pass drop what the last one dropped.
    func rewindDropout() {
        if isDropping, let rewound { dropoutGenerator = rewound }
    }

    /// Adds `scale * B A` to a matrix (out, in).
    func addProduct(to target: Matrix) {
        BLAS.multiply(up.value.matrix, down.value.matrix, into: target, scale: scale, keep: 1)
    }

    /// Adds the update's output for `x` (n, in) to `output` (n, out).
    func addForward(_ x: Matrix, to output: Matrix) {
        let input = isDropping ? drop(x) : x
        hidden.resize([x.rows, down.value.rows])
        BLAS.multiply(input, down.value.matrix.transposed, into: hidden.matrix)
        BLAS.multiply(hidden.matrix, up.value.matrix.transposed, into: output, scale: scale, keep: 1)
    }

    /// Adds the gradients of A and B, and that of `x`, after `addForward`.
    func addBackward(_ gradient: Matrix, x: Matrix, to target: Matrix?) {
        let change = memory.change
        addGradients(gradient, isDropping ? dropped.matrix : x, hidden, change)
        guard let target else { return }
        guard isDropping else {
            return BLAS.multiply(change.matrix, down.value.matrix, into: target, keep: 1)
        }
        memory.hidden.resize(dropped.shape)
        let back = memory.hidden
        BLAS.multiply(change.matrix, down.value.matrix, into: back.matrix)
        for row in 0..<target.rows {
            let (to, from, kept) = (target.row(row), back.base + row * back.columns, keep.base + row * back.columns)
            for column in 0..<target.columns { to[column] += from[column] * kept[column] }
        }
    }

    /// The same inside a group: an update that was merged leaves the gradient of `x` to the group's own product.
    func backward(_ gradient: Matrix, x: Matrix, adding target: Matrix?, _ memory: Memory) {
        if isDropping { return addBackward(gradient, x: x, to: target) }
        guard isTrained else { return }
        memory.hidden.resize([x.rows, down.value.rows])
        BLAS.multiply(x, down.value.matrix.transposed, into: memory.hidden.matrix)
        addGradients(gradient, x, memory.hidden, memory.change)
    }

    /// `change = scale * dy B`, `dB += scale * dy^T h`, `dA += change^T x`.
    private func addGradients(_ gradient: Matrix, _ x: Matrix, _ hidden: Tensor, _ change: Tensor) {
        change.resize(hidden.shape)
        BLAS.multiply(gradient, up.value.matrix, into: change.matrix, scale: scale)
        if !up.isFrozen {
            BLAS.multiply(gradient.transposed, hidden.matrix, into: up.gradient.matrix, scale: scale, keep: 1)
        }
        if !down.isFrozen {
            BLAS.multiply(change.matrix.transposed, x, into: down.gradient.matrix, keep: 1)
        }
    }

    private func drop(_ x: Matrix) -> Matrix {
        guard var generator = dropoutGenerator else { return x }
        rewound = generator
        dropped.resize([x.rows, x.columns])
        keep.resize([x.rows, x.columns])
        let kept = 1 / (1 - dropout)
        for row in 0..<x.rows {
            let (source, place) = (x.row(row), row * x.columns)
            for column in 0..<x.columns {
                keep.base[place + column] = generator.uniform() < dropout ? 0 : kept
                dropped.base[place + column] = source[column] * keep.base[place + column]
            }
        }
        dropoutGenerator = generator
        return dropped.matrix
    }
}
