/// Root-mean-square normalisation (Zhang and Sennrich 2019), as in Llama: `y = x / sqrt(mean(x^2) + epsilon) * weight`.
///
/// Shapes: x and y are (n, width); weight is (width).
public final class RMSNorm {
    /// The scale, from 1.
    public let weight: Parameter
    private let epsilon: Float
    private let inverse = Tensor()
    private var input = Tensor()
    private let output = Tensor()
    private let inputGradient = Tensor()

    /// A norm over vectors of `width` elements.
    public convenience init(_ name: String, width: Int, epsilon: Float) {
        let weight = Parameter("\(name).weight", [width])
        weight.value.fill(1)
        self.init(weight, epsilon)
    }

    private init(_ weight: Parameter, _ epsilon: Float) {
        (self.weight, self.epsilon) = (weight, epsilon)
    }

    /// The same weight for another worker, gradient and memory apart.
    func replica() -> RMSNorm { RMSNorm(weight.replica(), epsilon) }

    /// What a forward pass into the caller's tensor keeps beside its input.
    var memory: [Tensor] { [inverse] }

    /// The weight alone.
    public var parameters: [Parameter] { [weight] }

    /// `x` (n, width) to the same shape.
    public func forward(_ x: Tensor) -> Tensor {
        output.resize(x.shape)
        forward(x, into: output)
        return output
    }

    /// Normalises `x` into `y`; keeps `x` for the backward pass, and the caller must not change it before then.
    func forward(_ x: Tensor, into y: Tensor) {
        let width = prepare(x, y)
        for row in 0..<x.rows { normalize(row, x.base + row &* width, y.base + row &* width, width) }
    }

    /// Puts `base + delta` into `x` and normalises it into `y`, in one pass over memory.
    func forward(sum x: Tensor, of base: Tensor, and delta: Tensor, into y: Tensor) {
        x.resize(base.shape)
        let width = prepare(x, y)
        precondition(delta.count == x.count, "\(weight.name): cannot add \(delta.shape) to \(base.shape)")
        for row in 0..<x.rows {
            let target = x.base + row &* width
            let (one, other) = (base.base + row &* width, delta.base + row &* width)
            inLanes(width) { target.store(one.lanes($0, $1) + other.lanes($0, $1), $0, $1) }
            normalize(row, target, y.base + row &* width, width)
        }
    }

    private func prepare(_ x: Tensor, _ y: Tensor) -> Int {
        let width = weight.value.count
        precondition(x.columns == width && y.count == x.count, "\(weight.name): width \(width), input \(x.shape)")
        input = x
        inverse.resize([x.rows])
        return width
    }

    @inline(__always) private func normalize(
        _ row: Int,
        _ x: UnsafeMutablePointer<Float>,
        _ y: UnsafeMutablePointer<Float>,
        _ width: Int
    ) {
        let gain = weight.value.base
        let scale = 1 / (Row.dot(x, x, width) / Float(width) + epsilon).squareRoot()
        inverse.base[row] = scale
        inLanes(width) { y.store(x.lanes($0, $1) * scale * gain.lanes($0, $1), $0, $1) }
    }

    /// Adds the weight's gradient and returns the input's.
    public func backward(_ gradient: Tensor) -> Tensor {
        inputGradient.resize(input.shape)
        inputGradient.fill(0)
        backward(gradient, addingTo: inputGradient)
        return inputGradient
    }

    /// Adds the weight's gradient, and to `target` the input's: `(g - unit * mean(g * unit)) * inverse` with
    /// g = dy * weight and unit = x * inverse.
    func backward(_ gradient: Tensor, addingTo target: Tensor) {
        let width = weight.value.count
        precondition(
            gradient.count == input.count && target.count == input.count,
            "\(weight.name): gradient \(gradient.shape) for \(input.shape)"
        )
        let gain = weight.value.base
        for row in 0..<gradient.rows {
            let (dy, x) = (gradient.base + row &* width, input.base + row &* width)
            let (dx, scale) = (target.base + row &* width, inverse.base[row])
            var along = Lanes.zero
            inLanes(width) { along.addProduct(dy.lanes($0, $1) * gain.lanes($0, $1), x.lanes($0, $1)) }
            let pull = Lanes(repeating: -along.total * scale * scale * scale / Float(width))
            inLanes(width) { index, part in
                let own = dy.lanes(index, part) * gain.lanes(index, part) * scale
                dx.store(dx.lanes(index, part) + x.lanes(index, part).times(pull, plus: own), index, part)
            }
        }
        if !weight.isFrozen { addWeightGradient(gradient) }
    }

    private func addWeightGradient(_ gradient: Tensor) {
        let (width, sum) = (weight.value.count, weight.gradient.base)
        for row in 0..<gradient.rows {
            let (dy, x, scale) = (gradient.base + row &* width, input.base + row &* width, inverse.base[row])
            inLanes(width) { index, part in
                let unit = x.lanes(index, part) * scale
                sum.store(unit.times(dy.lanes(index, part), plus: sum.lanes(index, part)), index, part)
            }
        }
    }
}
