/// The Gaussian error linear unit `x * Phi(x)` (Hendrycks and Gimpel 2016), the exact one that BERT uses.
///
/// erf comes from formula 7.1.26 of Abramowitz and Stegun, whose absolute error is below 1.5e-7.
public final class GELU {
    private var input = Tensor()
    private let output = Tensor()
    private let inputGradient = Tensor()

    /// A unit without weights.
    public init() {}

    /// Element by element, any shape.
    public func forward(_ x: Tensor) -> Tensor {
        input = x
        output.resize(x.shape)
        Self.apply(x.base, x.count) { value, index in
            let (phi, _) = Self.distribution(value)
            output.base.store(value * phi, index)
        } tail: { value, index in
            output.base[index] = (value * Self.distribution(value).0)[0]
        }
        return output
    }

    /// `dy * (Phi(x) + x * density(x))`.
    public func backward(_ gradient: Tensor) -> Tensor {
        precondition(gradient.count == input.count, "GELU: gradient \(gradient.shape) for input \(input.shape)")
        inputGradient.resize(input.shape)
        Self.apply(input.base, input.count) { value, index in
            let (phi, density) = Self.distribution(value)
            inputGradient.base.store(gradient.base.lanes(index) * (phi + value * density), index)
        } tail: { value, index in
            let (phi, density) = Self.distribution(value)
            inputGradient.base[index] = gradient.base[index] * (phi + value * density)[0]
        }
        return inputGradient
    }

    @inline(__always) private static func apply(
        _ x: UnsafeMutablePointer<Float>,
        _ count: Int,
        _ body: (Lanes, Int) -> Void,
        tail: (Lanes, Int) -> Void
    ) {
        var index = 0
        while index + 8 <= count {
            body(x.lanes(index), index)
            index += 8
        }
        while index < count {
            tail(Lanes(repeating: x[index]), index)
            index += 1
        }
    }

    /// The normal distribution's value and density at each lane.
    @inline(__always) private static func distribution(_ x: Lanes) -> (Lanes, Lanes) {
        let isNegative = x .< 0
        let magnitude = x.replacing(with: -x, where: isNegative)
        let bell = (x * x * -0.5).exponential
        let t = 1 / (magnitude * (0.327_591_1 * 0.707_106_78) + 1)
        var p = t * 1.061_405_429 - 1.453_152_027
        p = p * t + 1.421_413_741
        p = p * t - 0.284_496_736
        p = p * t + 0.254_829_592
        let upper = p * t * bell * 0.5
        let phi = (1 - upper).replacing(with: upper, where: isNegative)
        return (phi, bell * 0.398_942_28)
    }
}
