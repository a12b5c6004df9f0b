/// A 3 x 3 convolution of each channel by itself, with a border of zeros: PyTorch's `Conv2d` with as many groups as channels.
///
/// Shapes: images stand as rows of pixels, (batch * side * side, channels), before and after; the kernel is (channels, 9),
/// in files (channels, 1, 3, 3). No bias.
public final class DepthwiseConvolution {
    /// The kernel.
    public let weight: Parameter
    private let side: Int
    private var input = Tensor()
    private let output = Tensor()
    private let inputGradient = Tensor()
    private let (kernel, kernelGradient) = (Tensor(), Tensor())

    /// A convolution of images of `side` x `side` pixels, weights zero.
    public convenience init(_ name: String, channels: Int, side: Int) {
        self.init(Parameter("\(name).weight", [channels, 9], fileShape: [channels, 1, 3, 3]), side)
    }

    private init(_ weight: Parameter, _ side: Int) { (self.weight, self.side) = (weight, side) }

    /// The same weights for another worker, gradients and memory apart.
    func replica() -> DepthwiseConvolution { DepthwiseConvolution(weight.replica(), side) }

    /// Pixel rows (batch * side * side, channels) to the same shape; keeps `x` for the backward pass.
    public func forward(_ x: Tensor) -> Tensor {
        let channels = weight.value.rows
        precondition(x.columns == channels && x.rows % (side * side) == 0, "\(weight.name): input \(x.shape)")
        input = x
        output.resize(x.shape)
        output.fill(0)
        transposeKernel()
        eachTap(x.rows) { pixel, neighbour, tap in
            let (target, source) = (output.base + pixel * channels, x.base + neighbour * channels)
            let taps = kernel.base + tap * channels
            inLanes(channels) { index, part in
                let sum = source.lanes(index, part).times(taps.lanes(index, part), plus: target.lanes(index, part))
                target.store(sum, index, part)
            }
        }
        return output
    }

    /// Adds the kernel's gradient and returns the input's.
    public func backward(_ gradient: Tensor) -> Tensor {
        let channels = weight.value.rows
        inputGradient.resize(input.shape)
        inputGradient.fill(0)
        kernelGradient.resize([9, channels])
        kernelGradient.fill(0)
        eachTap(input.rows) { pixel, neighbour, tap in
            let (above, x) = (gradient.base + pixel * channels, input.base + neighbour * channels)
            let (below, taps) = (inputGradient.base + neighbour * channels, kernel.base + tap * channels)
            let sums = kernelGradient.base + tap * channels
            inLanes(channels) { index, part in
                let dy = above.lanes(index, part)
                below.store(dy.times(taps.lanes(index, part), plus: below.lanes(index, part)), index, part)
                sums.store(dy.times(x.lanes(index, part), plus: sums.lanes(index, part)), index, part)
            }
        }
        if !weight.isFrozen {
            for channel in 0..<channels {
                for tap in 0..<9 {
                    weight.gradient.base[channel * 9 + tap] += kernelGradient.base[tap * channels + channel]
                }
            }
        }
        return inputGradient
    }

    /// The kernel with its nine taps outermost, so that channels lie side by side.
    private func transposeKernel() {
        let channels = weight.value.rows
        kernel.resize([9, channels])
        for channel in 0..<channels {
            for tap in 0..<9 { kernel.base[tap * channels + channel] = weight.value.base[channel * 9 + tap] }
        }
    }

    /// Calls `body` with each pixel, each of its neighbours inside the image, and the tap between them.
    private func eachTap(_ rows: Int, _ body: (Int, Int, Int) -> Void) {
        for pixel in 0..<rows {
            let place = pixel % (side * side)
            let (row, column) = (place / side, place % side)
            for tap in 0..<9 {
                let (down, right) = (tap / 3 - 1, tap % 3 - 1)
                guard (0..<side).contains(row + down), (0..<side).contains(column + right) else { continue }
                body(pixel, pixel + down * side + right, tap)
            }
        }
    }
}
