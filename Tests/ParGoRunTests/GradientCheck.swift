import ParGoRun
import Testing

/// Compares gradients with central differences of a scalar function.
///
/// The function is taken as the sum of output times fixed random weights, added up in double precision, so that the
/// only single-precision error left is the layer's own. Each entry must agree within `tolerance` of the largest
/// gradient of its tensor: an entry near zero has no relative error to speak of.
struct GradientCheck {
    var step: Float = 5e-3
    var tolerance = 2e-2
    /// Added to the largest gradient: single precision's noise hides what is far below it.
    var floor = 1e-2
    var most = 24

    func expect(
        _ name: String,
        _ tensor: Tensor,
        gradient: [Float],
        sourceLocation: SourceLocation = #_sourceLocation,
        value: () -> Double
    ) {
        let scale = Double(gradient.map(abs).max() ?? 0) + floor
        // A few entries, spread over the tensor.
        for index in stride(from: 0, to: tensor.count, by: max(1, tensor.count / most)) {
            let kept = tensor[index]
            tensor[index] = kept + step
            let above = value()
            tensor[index] = kept - step
            let below = value()
            tensor[index] = kept
            let numeric = (above - below) / Double(2 * step)
            let difference = abs(numeric - Double(gradient[index]))
            #expect(
                difference <= tolerance * scale,
                "\(name)[\(index)]: backward \(gradient[index]), difference quotient \(numeric)",
                sourceLocation: sourceLocation
            )
        }
    }
}

/// A tensor of draws between -1 and 1.
func randomTensor(_ shape: [Int], seed: Int = 1, scale: Float = 1) -> Tensor {
    var generator = SeededGenerator(seed: seed, stream: "test")
    let tensor = Tensor(shape)
    for index in 0..<tensor.count { tensor[index] = scale * (2 * generator.uniform() - 1) }
    return tensor
}

/// The sum of products of two tensors, in double precision.
func dot(_ left: Tensor, _ right: Tensor) -> Double {
    precondition(left.count == right.count)
    return (0..<left.count).reduce(0) { $0 + Double(left[$1]) * Double(right[$1]) }
}

/// Adds small draws to each parameter, so that no gradient is zero by symmetry and norms keep their size.
func randomize(_ parameters: [Parameter], scale: Float = 0.5) {
    for (index, parameter) in parameters.enumerated() {
        parameter.value.add(randomTensor(parameter.value.shape, seed: 100 + index, scale: scale))
    }
}
