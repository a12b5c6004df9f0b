/// The Gaussian error linear unit `x * Phi(x)` (Hendrycks and Gimpel 2016), the exact one that BERT uses.
public final class GELU {
    private var input = Tensor()
    private let output = Tensor()
    private let inputGradient = Tensor()

    /// A unit without weights.
    public init() {}

    /// Element by element, any shape.
    public func forward(_ x: Tensor) -> Tensor {
        output.resize(x.shape)
        forward(x, shift: nil, into: output)
        return output
    }

    /// Adds the bias `shift` of the map before to `x` in place, and writes the activation of the sum.
    ///
    /// `x` is kept for the backward pass: the caller must not change it before then.
    func forward(_ x: Tensor, shift: Parameter?, into y: Tensor) {
        input = x
        let width = x.columns
        for row in 0..<x.rows {
            let (source, target) = (x.base + row &* width, y.base + row &* width)
            let added = shift?.value.base
            inLanes(width) { index, part in
                var value = source.lanes(index, part)
                if let added {
                    value += added.lanes(index, part)
                    source.store(value, index, part)
                }
                target.store(value * value.normalDistribution.value, index, part)
            }
        }
    }

    /// `dy * (Phi(x) + x * density(x))`.
    public func backward(_ gradient: Tensor) -> Tensor {
        inputGradient.copy(gradient)
        backward(inPlace: inputGradient, shift: nil)
        return inputGradient
    }

    /// The same in place of the output's gradient; adds the gradient of `shift`.
    func backward(inPlace gradient: Tensor, shift: Parameter?) {
        precondition(gradient.count == input.count, "GELU: gradient \(gradient.shape) for input \(input.shape)")
        let width = input.columns
        let sums = shift.flatMap { $0.isFrozen ? nil : $0.gradient.base }
        for row in 0..<input.rows {
            let (x, dy) = (input.base + row &* width, gradient.base + row &* width)
            inLanes(width) { index, part in
                let value = x.lanes(index, part)
                let (phi, density) = value.normalDistribution
                let change = dy.lanes(index, part) * value.times(density, plus: phi)
                dy.store(change, index, part)
                if let sums { sums.store(sums.lanes(index, part) + change, index, part) }
            }
        }
    }
}
