/// The sigmoid linear unit `x / (1 + exp(-x))` (Hendrycks and Gimpel 2016), any shape.
public final class SiLU {
    private var input = Tensor()
    private let output = Tensor()
    private let inputGradient = Tensor()

    /// A unit without weights.
    public init() {}

    /// Element by element; keeps `x` for the backward pass.
    public func forward(_ x: Tensor) -> Tensor {
        input = x
        output.resize(x.shape)
        let (source, target) = (x.base, output.base)
        inLanes(x.count) { index, part in
            let value = source.lanes(index, part)
            target.store(value * value.sigmoid, index, part)
        }
        return output
    }

    /// `dy * s * (1 + x * (1 - s))` with the sigmoid s.
    public func backward(_ gradient: Tensor) -> Tensor {
        precondition(gradient.count == input.count, "SiLU: gradient \(gradient.shape) for input \(input.shape)")
        inputGradient.resize(input.shape)
        let (x, above, target) = (input.base, gradient.base, inputGradient.base)
        inLanes(input.count) { index, part in
            let value = x.lanes(index, part)
            let s = value.sigmoid
            target.store(above.lanes(index, part) * s * value.times(1 - s, plus: 1), index, part)
        }
        return inputGradient
    }
}
