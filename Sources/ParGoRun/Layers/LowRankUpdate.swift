/// LoRA: `y += scale * dropout(x) A^T B^T` beside a frozen linear map (Hu and others 2021, arXiv 2106.09685).
///
/// Shapes: A is (rank, in), B is (out, rank); scale = alpha / rank. A starts Kaiming-uniform and B at zero, as in
/// PEFT, so that the first step starts from the frozen model.
public final class LowRankUpdate {
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

    private var input = Tensor()
    private let dropped = Tensor()
    private let keep = Tensor()
    private let hidden = Tensor()
    private let hiddenGradient = Tensor()
    private let droppedGradient = Tensor()

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

    /// A, then B.
    public var parameters: [Parameter] { [down, up] }

    func addForward(_ x: Tensor, to output: Tensor) {
        input = isDropping ? drop(x) : x
        hidden.resize([x.rows, down.value.rows])
        BLAS.multiply(input.matrix, down.value.matrix.transposed, into: hidden.matrix)
        BLAS.multiply(hidden.matrix, up.value.matrix.transposed, into: output.matrix, scale: scale, keep: 1)
    }

    func addBackward(_ gradient: Tensor, to inputGradient: Tensor) {
        hiddenGradient.resize(hidden.shape)
        BLAS.multiply(gradient.matrix, up.value.matrix, into: hiddenGradient.matrix, scale: scale)
        if !up.isFrozen {
            BLAS.multiply(gradient.matrix.transposed, hidden.matrix, into: up.gradient.matrix, scale: scale, keep: 1)
        }
        if !down.isFrozen {
            BLAS.multiply(hiddenGradient.matrix.transposed, input.matrix, into: down.gradient.matrix, keep: 1)
        }
        guard isDropping else {
            BLAS.multiply(hiddenGradient.matrix, down.value.matrix, into: inputGradient.matrix, keep: 1)
            return
        }
        droppedGradient.resize(input.shape)
        BLAS.multiply(hiddenGradient.matrix, down.value.matrix, into: droppedGradient.matrix)
        for index in 0..<droppedGradient.count {
            inputGradient.base[index] += droppedGradient.base[index] * keep.base[index]
        }
    }

    private var isDropping: Bool { dropout > 0 && dropoutGenerator != nil }

    private func drop(_ x: Tensor) -> Tensor {
        guard var generator = dropoutGenerator else { return x }
        dropped.resize(x.shape)
        keep.resize(x.shape)
        let kept = 1 / (1 - dropout)
        for index in 0..<x.count {
            keep.base[index] = generator.uniform() < dropout ? 0 : kept
            dropped.base[index] = x.base[index] * keep.base[index]
        }
        dropoutGenerator = generator
        return dropped
    }
}
