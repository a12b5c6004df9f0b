/// Squeeze and excitation (Hu and others 2018): each channel times a weight between 0 and 1 that the whole image decides,
/// `y = x * sigmoid(W2 silu(W1 mean(x) + b1) + b2)`.
///
/// Shapes: images of `area` pixels as rows, (batch * area, channels), before and after.
public final class SqueezeExcitation {
    private let area: Int
    private let narrow: Linear
    private let widen: Linear
    private let activation = SiLU()
    private var input = Tensor()
    private let means = Tensor()
    private let gates = Tensor()
    private let output = Tensor()
    private let (gateGradient, inputGradient) = (Tensor(), Tensor())

    /// Maps `name.fc1` and `name.fc2` through `squeezed` channels, weights zero.
    public convenience init(_ name: String, channels: Int, squeezed: Int, area: Int) {
        self.init(
            area,
            Linear("\(name).fc1", from: channels, to: squeezed, hasBias: true, kernel: [channels, 1, 1]),
            Linear("\(name).fc2", from: squeezed, to: channels, hasBias: true, kernel: [squeezed, 1, 1])
        )
    }

    private init(_ area: Int, _ narrow: Linear, _ widen: Linear) {
        (self.area, self.narrow, self.widen) = (area, narrow, widen)
    }

    /// The same weights for another worker, gradients and memory apart.
    func replica() -> SqueezeExcitation { SqueezeExcitation(area, narrow.replica(), widen.replica()) }

    /// The two maps, in the order of a forward pass.
    var maps: [Linear] { [narrow, widen] }

    /// Each weight, in the order of a forward pass.
    public var parameters: [Parameter] { maps.flatMap(\.parameters) }

    /// Pixel rows to the same shape; keeps `x` for the backward pass.
    public func forward(_ x: Tensor) -> Tensor {
        let channels = x.columns
        input = x
        means.resize([x.rows / area, channels])
        means.fill(0)
        for row in 0..<x.rows {
            Row.add(x.base + row * channels, times: 1 / Float(area), to: means.base + row / area * channels, channels)
        }
        let scores = widen.forward(activation.forward(narrow.forward(means)))
        gates.resize(scores.shape)
        inLanes(gates.count) { gates.base.store(scores.base.lanes($0, $1).sigmoid, $0, $1) }
        output.resize(x.shape)
        for row in 0..<x.rows {
            let (source, gate) = (x.base + row * channels, gates.base + row / area * channels)
            let target = output.base + row * channels
            inLanes(channels) { target.store(source.lanes($0, $1) * gate.lanes($0, $1), $0, $1) }
        }
        return output
    }

    /// Adds the weights' gradients and returns the input's.
    public func backward(_ gradient: Tensor) -> Tensor {
        let channels = input.columns
        gateGradient.resize(gates.shape)
        gateGradient.fill(0)
        inputGradient.resize(input.shape)
        for row in 0..<input.rows {
            let (above, x) = (gradient.base + row * channels, input.base + row * channels)
            let (sums, gate) = (gateGradient.base + row / area * channels, gates.base + row / area * channels)
            let target = inputGradient.base + row * channels
            inLanes(channels) { index, part in
                let dy = above.lanes(index, part)
                sums.store(dy.times(x.lanes(index, part), plus: sums.lanes(index, part)), index, part)
                target.store(dy * gate.lanes(index, part), index, part)
            }
        }
        inLanes(gates.count) { index, part in
            let gate = gates.base.lanes(index, part)
            gateGradient.base.store(gateGradient.base.lanes(index, part) * gate * (1 - gate), index, part)
        }
        let below = narrow.backward(activation.backward(widen.backward(gateGradient)))
        for row in 0..<input.rows {
            let mean = below.base + row / area * channels
            Row.add(mean, times: 1 / Float(area), to: inputGradient.base + row * channels, channels)
        }
        return inputGradient
    }
}
