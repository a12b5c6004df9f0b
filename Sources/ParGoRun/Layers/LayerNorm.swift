/// Layer normalisation (Ba and others 2016): `y = (x - mean) / sqrt(variance + epsilon) * weight + bias`, row by row.
///
/// Shapes: x and y are (n, width); weight and bias are (width). The variance is the biased one, as in PyTorch.
public final class LayerNorm {
    /// The scale, from 1.
    public let weight: Parameter
    /// The shift, from 0.
    public let bias: Parameter
    private let epsilon: Float
    private let normalized = Tensor()
    private let inverse = Tensor()
    private let output = Tensor()
    private let inputGradient = Tensor()

    /// A norm over vectors of `width` elements.
    public init(_ name: String, width: Int, epsilon: Float) {
        weight = Parameter("\(name).weight", [width])
        bias = Parameter("\(name).bias", [width])
        weight.value.fill(1)
        self.epsilon = epsilon
    }

    /// Weight, then bias.
    public var parameters: [Parameter] { [weight, bias] }

    /// `x` (n, width) to the same shape.
    public func forward(_ x: Tensor) -> Tensor {
        let width = weight.value.count
        precondition(x.columns == width, "\(weight.name): width \(width), input \(x.shape)")
        output.resize(x.shape)
        normalized.resize(x.shape)
        inverse.resize([x.rows])
        for row in 0..<x.rows { forward(row, x.base + row * width, width) }
        return output
    }

    private func forward(_ row: Int, _ x: UnsafeMutablePointer<Float>, _ width: Int) {
        let mean = Row.sum(x, width) / Float(width)
        let variance = Row.squaredDistance(x, from: mean, width) / Float(width)
        let scale = 1 / (variance + epsilon).squareRoot()
        inverse.base[row] = scale
        let (unit, y) = (normalized.base + row * width, output.base + row * width)
        let (gain, shift) = (weight.value.base, bias.value.base)
        for column in 0..<width {
            let value = (x[column] - mean) * scale
            unit[column] = value
            y[column] = value * gain[column] + shift[column]
        }
    }

    /// Adds the gradients of weight and bias and returns that of the input, for the output's `gradient` (n, width).
    public func backward(_ gradient: Tensor) -> Tensor {
        let width = weight.value.count
        precondition(gradient.count == normalized.count, "\(weight.name): gradient \(gradient.shape)")
        inputGradient.resize(normalized.shape)
        for row in 0..<gradient.rows {
            backward(row, gradient.base + row * width, width)
        }
        if !weight.isFrozen { Row.addProducts(gradient, normalized, to: weight.gradient) }
        if !bias.isFrozen { bias.gradient.addSumOfRows(gradient) }
        return inputGradient
    }

    /// dx = (g - mean(g) - unit * mean(g * unit)) * inverse with g = dy * weight.
    private func backward(_ row: Int, _ dy: UnsafeMutablePointer<Float>, _ width: Int) {
        let (unit, dx) = (normalized.base + row * width, inputGradient.base + row * width)
        let (gain, scale) = (weight.value.base, inverse.base[row])
        for column in 0..<width { dx[column] = dy[column] * gain[column] }
        let mean = Row.sum(dx, width) / Float(width)
        let along = Row.dot(dx, unit, width) / Float(width)
        for column in 0..<width { dx[column] = (dx[column] - mean - unit[column] * along) * scale }
    }
}
