/// A RegNet bottleneck with squeeze-and-excitation (Radosavovic and others 2020), as in Honeybee's C-Abstractor:
/// 1 x 1, depth-wise 3 x 3, excitation, 1 x 1, around a residual connection.
///
/// Shapes: images of side x side pixels as rows, (batch * side * side, channels). Norms run over channels.
final class Bottleneck {
    private let inward, outward: Linear
    private let middle: DepthwiseConvolution
    private let norms: [LayerNorm]
    private let excitation: SqueezeExcitation
    private let shortcut: Linear?
    private let units: [SiLU]
    private let sum = Tensor()
    private let result = Tensor()
    private var output = Tensor()

    convenience init(_ name: String, from inputs: Int, to outputs: Int, side: Int, _ generator: inout SeededGenerator) {
        func map(_ part: String, from inputs: Int) -> Linear {
            Linear("\(name).\(part)", from: inputs, to: outputs, hasBias: false, kernel: [inputs, 1, 1])
        }
        let (inward, outward) = (map("conv1", from: inputs), map("conv3", from: outputs))
        let shortcut = inputs == outputs ? nil : map("shortcut", from: inputs)
        let middle = DepthwiseConvolution("\(name).conv2", channels: outputs, side: side)
        let excitation = SqueezeExcitation(name, channels: outputs, squeezed: max(inputs / 4, 1), area: side * side)
        for layer in [inward, outward] + excitation.maps + (shortcut.map { [$0] } ?? []) {
            layer.initializeUniform(&generator)
        }
        middle.weight.fillUniform(bound: 1 / 3, &generator)
        let norms = (1...3).map { LayerNorm("\(name).norm\($0)", width: outputs, epsilon: 1e-6) }
        self.init(inward, outward, middle, norms, excitation, shortcut)
    }

    private init(
        _ inward: Linear,
        _ outward: Linear,
        _ middle: DepthwiseConvolution,
        _ norms: [LayerNorm],
        _ excitation: SqueezeExcitation,
        _ shortcut: Linear?
    ) {
        (self.inward, self.outward, self.middle, self.norms) = (inward, outward, middle, norms)
        (self.excitation, self.shortcut) = (excitation, shortcut)
        units = (0..<3).map { _ in SiLU() }
    }

    /// The same weights for another worker, gradients and memory apart.
    func replica() -> Bottleneck {
        Bottleneck(
            inward.replica(),
            outward.replica(),
            middle.replica(),
            norms.map { $0.replica() },
            excitation.replica(),
            shortcut?.replica()
        )
    }

    var parameters: [Parameter] {
        inward.parameters + norms[0].parameters + [middle.weight] + norms[1].parameters + excitation.parameters
            + outward.parameters + norms[2].parameters + (shortcut?.parameters ?? [])
    }

    /// Whether the last forward pass's output is all numbers.
    var isFinite: Bool { output.isFinite }

    func forward(_ x: Tensor) -> Tensor {
        let narrow = units[0].forward(norms[0].forward(inward.forward(x)))
        let mixed = units[1].forward(norms[1].forward(middle.forward(narrow)))
        sum.copy(norms[2].forward(outward.forward(excitation.forward(mixed))))
        sum.add(shortcut?.forward(x) ?? x)
        output = units[2].forward(sum)
        return output
    }

    func backward(_ gradient: Tensor) -> Tensor {
        let change = units[2].backward(gradient)
        let mixed = excitation.backward(outward.backward(norms[2].backward(change)))
        let narrow = middle.backward(norms[1].backward(units[1].backward(mixed)))
        result.copy(inward.backward(norms[0].backward(units[0].backward(narrow))))
        result.add(shortcut?.backward(change) ?? change)
        return result
    }
}
