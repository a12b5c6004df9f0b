/// An affine map, `y = x W^T + b`, with an optional low-rank update beside it.
///
/// Shapes: x is (n, in), W is (out, in), b is (out), y is (n, out). PyTorch's `nn.Linear`.
public final class Linear {
    /// W, of shape (out, in).
    public let weight: Parameter
    /// b, of shape (out).
    public let bias: Parameter?
    /// The low-rank update added to the output (LoRA), where there is one.
    public var update: LowRankUpdate?

    private var input = Tensor()
    private let output = Tensor()
    private let inputGradient = Tensor()

    /// A map whose weights are all zero; `name` is the prefix before `.weight` and `.bias`.
    ///
    /// With a `kernel` it is a convolution over patches that do not overlap, and its file's shape (out, kernel...).
    public init(
        _ name: String,
        from inputs: Int,
        to outputs: Int,
        hasBias: Bool,
        biasName: String? = nil,
        kernel: [Int]? = nil
    ) {
        weight = Parameter("\(name).weight", [outputs, inputs], fileShape: kernel.map { [outputs] + $0 })
        bias = hasBias ? Parameter(biasName ?? "\(name).bias", [outputs]) : nil
    }

    private init(replicaOf other: Linear) {
        weight = other.weight.replica()
        bias = other.bias?.replica()
        update = other.update?.replica()
    }

    /// The same weights for another worker, gradients and memory apart.
    func replica() -> Linear { Linear(replicaOf: self) }

    var inputs: Int { weight.value.columns }
    var outputs: Int { weight.value.rows }

    /// Weights, then bias; the low-rank update's own weights are not among them.
    public var parameters: [Parameter] { [weight] + (bias.map { [$0] } ?? []) }

    /// What `forward` fills.
    var memory: [Tensor] { [output] }

    /// PyTorch's default: W and b uniform within 1 / sqrt(in).
    public func initializeUniform(_ generator: inout SeededGenerator) {
        let bound = 1 / Float(weight.value.columns).squareRoot()
        weight.fillUniform(bound: bound, &generator)
        bias?.fillUniform(bound: bound, &generator)
    }

    /// `x` (n, in) to (n, out).
    ///
    /// Keeps `x` for the backward pass: the caller must not change it before then.
    public func forward(_ x: Tensor) -> Tensor {
        input = x
        output.resize([x.rows, weight.value.rows])
        BLAS.multiply(x.matrix, weight.value.matrix.transposed, into: output.matrix)
        if let bias { output.addToEachRow(bias.value) }
        update?.addForward(x.matrix, to: output.matrix)
        return output
    }

    /// Adds the gradients of the weights, and returns that of the input (n, in) for the output's `gradient` (n, out).
    public func backward(_ gradient: Tensor) -> Tensor {
        backward(gradient, into: inputGradient, adding: false)
        return inputGradient
    }

    /// The same, writing the input's gradient into a tensor of the caller or adding it there.
    public func backward(_ gradient: Tensor, into target: Tensor, adding: Bool) {
        backwardWeights(gradient)
        if !adding { target.resize([gradient.rows, weight.value.columns]) }
        BLAS.multiply(gradient.matrix, weight.value.matrix, into: target.matrix, keep: adding ? 1 : 0)
        update?.addBackward(gradient.matrix, x: input.matrix, to: target.matrix)
    }

    /// Adds the gradients of the weights only, for a layer whose input nobody trains.
    ///
    /// A low-rank update gets its gradients in `backward`, not here.
    public func backwardWeights(_ gradient: Tensor) {
        precondition(
            gradient.rows == input.rows && gradient.columns == weight.value.rows,
            "\(weight.name): gradient \(gradient.shape) for input \(input.shape)"
        )
        if !weight.isFrozen {
            BLAS.multiply(gradient.matrix.transposed, input.matrix, into: weight.gradient.matrix, keep: 1)
        }
        if let bias, !bias.isFrozen { bias.gradient.addSumOfRows(gradient) }
    }
}
