/// Layer normalisation (Ba and others 2016): `y = (x - mean) / sqrt(variance + epsilon) * weight + bias`, row by row.
///
/// Shapes: x and y are (n, width); weight and bias are (width). The variance is the biased one, as in PyTorch.
public final class LayerNorm {
    /// The scale, from 1.
    public let weight: Parameter
    /// The shift, from 0.
    public let bias: Parameter
    private let epsilon: Float
    private var input = Tensor()
    private let means = Tensor()
    private let inverse = Tensor()
    private let output = Tensor()
    private let inputGradient = Tensor()

    /// A norm over vectors of `width` elements.
    public convenience init(_ name: String, width: Int, epsilon: Float) {
        let weight = Parameter("\(name).weight", [width])
        weight.value.fill(1)
        self.init(weight, Parameter("\(name).bias", [width]), epsilon)
    }

    private init(_ weight: Parameter, _ bias: Parameter, _ epsilon: Float) {
        (self.weight, self.bias, self.epsilon) = (weight, bias, epsilon)
    }

    /// The same weights for another worker, gradients and memory apart.
    func replica() -> LayerNorm { LayerNorm(weight.replica(), bias.replica(), epsilon) }

    /// What a forward pass into the caller's tensor keeps beside its input.
    var memory: [Tensor] { [means, inverse] }

    /// The same with the output of a forward pass without one of the caller's.
    var wholeMemory: [Tensor] { memory + [output] }

    /// Weight, then bias.
    public var parameters: [Parameter] { [weight, bias] }

    /// `x` (n, width) to the same shape.
    public func forward(_ x: Tensor) -> Tensor {
        output.resize(x.shape)
        forward(x, adding: nil, shift: nil, into: output)
        return output
    }

    /// Adds a residual and the bias `shift` of the map before to `x` in place, and normalises the sum into `y`.
    ///
    /// A residual of fewer rows is repeated. `x` is kept for the backward pass: the caller must not change it.
    func forward(_ x: Tensor, adding residual: Tensor?, shift: Parameter?, into y: Tensor) {
        let width = weight.value.count
        precondition(x.columns == width && y.count == x.count, "\(weight.name): width \(width), input \(x.shape)")
        input = x
        means.resize([x.rows])
        inverse.resize([x.rows])
        for row in 0..<x.rows {
            let source = x.base + row &* width
            if let residual, let shift {
                let (other, added) = (residual.base + row % residual.rows &* width, shift.value.base)
                inLanes(width) { index, part in
                    let sum = source.lanes(index, part) + other.lanes(index, part) + added.lanes(index, part)
                    source.store(sum, index, part)
                }
            }
            normalize(row, source, y.base + row &* width, width)
        }
    }

    private func normalize(
        _ row: Int,
        _ x: UnsafeMutablePointer<Float>,
        _ y: UnsafeMutablePointer<Float>,
        _ width: Int
    ) {
        let mean = Row.sum(x, width) / Float(width)
        let variance = Row.squaredDistance(x, from: mean, width) / Float(width)
        let scale = 1 / (variance + epsilon).squareRoot()
        (means.base[row], inverse.base[row]) = (mean, scale)
        let (gain, shift) = (weight.value.base, bias.value.base)
        inLanes(width) { index, part in
            let unit = (x.lanes(index, part) - mean) * scale
            y.store(unit.times(gain.lanes(index, part), plus: shift.lanes(index, part)), index, part)
        }
    }

    /// Adds the gradients of weight and bias and returns that of the input, for the output's `gradient` (n, width).
    public func backward(_ gradient: Tensor) -> Tensor {
        inputGradient.resize(input.shape)
        backward(gradient, into: inputGradient, shift: nil)
        return inputGradient
    }

    /// Adds the gradients of weight, bias and `shift`, and writes that of the sum that was normalised.
    func backward(_ gradient: Tensor, into target: Tensor, shift: Parameter?) {
        let width = weight.value.count
        precondition(
            gradient.count == input.count && target.count == input.count,
            "\(weight.name): gradient \(gradient.shape) for \(input.shape)"
        )
        for row in 0..<gradient.rows {
            backward(row, gradient.base + row &* width, target.base + row &* width, width)
        }
        if let shift, !shift.isFrozen { target.matrix.addRowSums(to: shift.gradient.base) }
    }

    /// dx = (g - mean(g) - unit * mean(g * unit)) * inverse with g = dy * weight.
    private func backward(
        _ row: Int,
        _ dy: UnsafeMutablePointer<Float>,
        _ dx: UnsafeMutablePointer<Float>,
        _ width: Int
    ) {
        let (x, gain) = (input.base + row &* width, weight.value.base)
        let (mean, scale) = (means.base[row], inverse.base[row])
        if !weight.isFrozen { addGradients(dy, x, mean, scale, width) }
        var (sum, along) = (Lanes.zero, Lanes.zero)
        inLanes(width) { index, part in
            let g = dy.lanes(index, part) * gain.lanes(index, part)
            sum += g
            along.addProduct(g, (x.lanes(index, part) - mean) * scale)
        }
        let shift = Lanes(repeating: sum.total / Float(width))
        let pull = Lanes(repeating: -along.total / Float(width))
        inLanes(width) { index, part in
            let unit = (x.lanes(index, part) - mean) * scale
            let g = dy.lanes(index, part) * gain.lanes(index, part)
            dx.store((unit.times(pull, plus: g) - shift) * scale, index, part)
        }
    }

    @inline(__always) private func addGradients(
        _ dy: UnsafeMutablePointer<Float>,
        _ x: UnsafeMutablePointer<Float>,
        _ mean: Float,
        _ scale: Float,
        _ width: Int
    ) {
        let (weights, biases) = (weight.gradient.base, bias.gradient.base)
        inLanes(width) { index, part in
            let (change, unit) = (dy.lanes(index, part), (x.lanes(index, part) - mean) * scale)
            weights.store(unit.times(change, plus: weights.lanes(index, part)), index, part)
            biases.store(biases.lanes(index, part) + change, index, part)
        }
    }
}
