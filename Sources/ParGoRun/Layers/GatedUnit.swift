/// The element-wise heart of SwiGLU (Shazeer 2020): `y = silu(gate) * up`, where `silu(x) = x / (1 + exp(-x))`.
public final class GatedUnit {
    private var gate = Tensor()
    private var up = Tensor()
    private let output = Tensor()
    /// The gradient with respect to `gate`, after `backward`.
    public let gateGradient = Tensor()
    /// The gradient with respect to `up`, after `backward`.
    public let upGradient = Tensor()

    /// A unit without weights.
    public init() {}

    /// Both inputs of one shape (n, width), to the same shape.
    public func forward(gate: Tensor, up: Tensor) -> Tensor {
        precondition(gate.count == up.count, "GatedUnit: gate \(gate.shape), up \(up.shape)")
        self.gate = gate
        self.up = up
        output.resize(gate.shape)
        let (g, u, y, count) = (gate.base, up.base, output.base, gate.count)
        var index = 0
        while index + 8 <= count {
            let value = g.lanes(index)
            y.store(value * u.lanes(index) * Self.sigmoid(value), index)
            index += 8
        }
        while index < count {
            y[index] = g[index] * u[index] * Self.sigmoid(Lanes(repeating: g[index]))[0]
            index += 1
        }
        return output
    }

    /// Fills `gateGradient` and `upGradient`; silu' = s * (1 + x * (1 - s)) with the sigmoid s.
    public func backward(_ gradient: Tensor) {
        precondition(gradient.count == gate.count, "GatedUnit: gradient \(gradient.shape) for \(gate.shape)")
        gateGradient.resize(gate.shape)
        upGradient.resize(gate.shape)
        let (g, u, dy, count) = (gate.base, up.base, gradient.base, gate.count)
        let (dg, du) = (gateGradient.base, upGradient.base)
        var index = 0
        while index + 8 <= count {
            let (x, above) = (g.lanes(index), dy.lanes(index))
            let s = Self.sigmoid(x)
            du.store(above * x * s, index)
            dg.store(above * u.lanes(index) * s * (1 + x * (1 - s)), index)
            index += 8
        }
        while index < count {
            let (x, s) = (g[index], Self.sigmoid(Lanes(repeating: g[index]))[0])
            du[index] = dy[index] * x * s
            dg[index] = dy[index] * u[index] * s * (1 + x * (1 - s))
            index += 1
        }
    }

    @inline(__always) private static func sigmoid(_ x: Lanes) -> Lanes {
        1 / (1 + (-x).exponential)
    }
}
