/// Root-mean-square normalisation (Zhang and Sennrich 2019), as in Llama: `y = x / sqrt(mean(x^2) + epsilon) * weight`.
///
/// Shapes: x and y are (n, width); weight is (width).
public final class RMSNorm {
    /// The scale, from 1.
    public let weight: Parameter
    private let epsilon: Float
    private let normalized = Tensor()
    private let inverse = Tensor()
    private let output = Tensor()
    private let inputGradient = Tensor()

    /// A norm over vectors of `width` elements.
    public init(_ name: String, width: Int, epsilon: Float) {
        weight = Parameter("\(name).weight", [width])
        weight.value.fill(1)
        self.epsilon = epsilon
    }

    /// The weight alone.
    public var parameters: [Parameter] { [weight] }

    /// `x` (n, width) to the same shape.
    public func forward(_ x: Tensor) -> Tensor {
        let width = weight.value.count
        precondition(x.columns == width, "\(weight.name): width \(width), input \(x.shape)")
        output.resize(x.shape)
        normalized.resize(x.shape)
        inverse.resize([x.rows])
        let gain = weight.value.base
        for row in 0..<x.rows {
            let source = x.base + row * width
            let scale = 1 / (Row.dot(source, source, width) / Float(width) + epsilon).squareRoot()
            inverse.base[row] = scale
            let (unit, y) = (normalized.base + row * width, output.base + row * width)
            for column in 0..<width {
                unit[column] = source[column] * scale
                y[column] = unit[column] * gain[column]
            }
        }
        return output
    }

    /// Adds the weight's gradient and returns the input's: `(g - unit * mean(g * unit)) * inverse`, g = dy * weight.
    public func backward(_ gradient: Tensor) -> Tensor {
        let width = weight.value.count
        precondition(gradient.count == normalized.count, "\(weight.name): gradient \(gradient.shape)")
        inputGradient.resize(normalized.shape)
        let gain = weight.value.base
        for row in 0..<gradient.rows {
            let (dy, unit) = (gradient.base + row * width, normalized.base + row * width)
            let (dx, scale) = (inputGradient.base + row * width, inverse.base[row])
            for column in 0..<width { dx[column] = dy[column] * gain[column] }
            let along = Row.dot(dx, unit, width) / Float(width)
            for column in 0..<width { dx[column] = (dx[column] - unit[column] * along) * scale }
        }
        if !weight.isFrozen { Row.addProducts(gradient, normalized, to: weight.gradient) }
        return inputGradient
    }
}
