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

    /// What `forward` fills.
    var memory: [Tensor] { [output] }

    /// Both inputs of one shape (n, width), to the same shape.
    public func forward(gate: Tensor, up: Tensor) -> Tensor {
        precondition(gate.count == up.count, "GatedUnit: gate \(gate.shape), up \(up.shape)")
        self.gate = gate
        self.up = up
        output.resize(gate.shape)
        Self.forward(gate.matrix, up.matrix, into: output.matrix)
        return output
    }

    /// Fills `gateGradient` and `upGradient`.
    public func backward(_ gradient: Tensor) {
        precondition(gradient.count == gate.count, "GatedUnit: gradient \(gradient.shape) for \(gate.shape)")
        gateGradient.copy(gate)
        upGradient.copy(up)
        Self.backward(gradient.matrix, gate: gateGradient.matrix, up: upGradient.matrix)
    }

    /// Row by row, so that gate and up may stand side by side in one matrix.
    static func forward(_ gate: Matrix, _ up: Matrix, into output: Matrix) {
        for row in 0..<output.rows {
            let (g, u, y) = (gate.row(row), up.row(row), output.row(row))
            inLanes(output.columns) { index, part in
                let value = g.lanes(index, part)
                y.store(value * u.lanes(index, part) * value.sigmoid, index, part)
            }
        }
    }

    /// Puts both gradients in place of the forward pass's inputs; silu' = s * (1 + x * (1 - s)) with the sigmoid s.
    static func backward(_ gradient: Matrix, gate: Matrix, up: Matrix) {
        for row in 0..<gradient.rows {
            let (g, u, dy) = (gate.row(row), up.row(row), gradient.row(row))
            inLanes(gradient.columns) { index, part in
                let (x, above, other) = (g.lanes(index, part), dy.lanes(index, part), u.lanes(index, part))
                let s = x.sigmoid
                u.store(above * x * s, index, part)
                g.store(above * other * s * x.times(1 - s, plus: 1), index, part)
            }
        }
    }
}
