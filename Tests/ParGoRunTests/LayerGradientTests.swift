import ParGoRun
import Testing

/// Each layer's backward pass against difference quotients: input and weights.
///
/// Relative error bound: 2 %.
@Suite struct LayerGradientTests {
    let check = GradientCheck()

    /// Runs one layer of a single input through the check.
    private func expectGradients(
        input: Tensor,
        parameters: [Parameter] = [],
        forward: (Tensor) -> Tensor,
        backward: (Tensor) -> Tensor
    ) {
        let output = forward(input)
        let weights = randomTensor(output.shape, seed: 9)
        parameters.clearGradients()
        let inputGradient = backward(weights).values
        let value = { dot(forward(input), weights) }
        check.expect("input", input, gradient: inputGradient, value: value)
        for parameter in parameters {
            check.expect(parameter.name, parameter.value, gradient: parameter.gradient.values, value: value)
        }
    }

    @Test func linear() {
        let layer = Linear("map", from: 5, to: 7, hasBias: true)
        randomize(layer.parameters)
        expectGradients(
            input: randomTensor([6, 5]),
            parameters: layer.parameters,
            forward: layer.forward,
            backward: layer.backward
        )
    }

    @Test func linearWithLowRankUpdate() {
        var generator = SeededGenerator(seed: 3, stream: "lora")
        let layer = Linear("map", from: 5, to: 7, hasBias: false)
        randomize(layer.parameters)
        layer.parameters.freeze()
        let update = LowRankUpdate("map", from: 5, to: 7, rank: 3, alpha: 6, dropout: 0, &generator)
        randomize(update.parameters)
        layer.update = update
        expectGradients(
            input: randomTensor([6, 5]),
            parameters: update.parameters,
            forward: layer.forward,
            backward: layer.backward
        )
    }

    @Test func linearWithLowRankUpdateThatDrops() {
        var generator = SeededGenerator(seed: 3, stream: "lora")
        let layer = Linear("map", from: 12, to: 7, hasBias: false)
        randomize(layer.parameters)
        layer.parameters.freeze()
        let update = LowRankUpdate("map", from: 12, to: 7, rank: 3, alpha: 6, dropout: 0.4, &generator)
        randomize(update.parameters)
        layer.update = update
        expectGradients(
            input: randomTensor([6, 12]),
            parameters: update.parameters,
            forward: { x in
                // The same elements are dropped each time.
                update.dropoutGenerator = SeededGenerator(seed: 1, stream: "dropout")
                return layer.forward(x)
            },
            backward: layer.backward
        )
    }

    @Test func layerNorm() {
        let layer = LayerNorm("norm", width: 19, epsilon: 1e-5)
        randomize(layer.parameters)
        expectGradients(
            input: randomTensor([4, 19]),
            parameters: layer.parameters,
            forward: layer.forward,
            backward: layer.backward
        )
    }

    @Test func rmsNorm() {
        let layer = RMSNorm("norm", width: 19, epsilon: 1e-5)
        randomize(layer.parameters)
        expectGradients(
            input: randomTensor([4, 19]),
            parameters: layer.parameters,
            forward: layer.forward,
            backward: layer.backward
        )
    }

    @Test func gelu() {
        let layer = GELU()
        expectGradients(input: randomTensor([3, 11], scale: 4), forward: layer.forward, backward: layer.backward)
    }

    @Test func silu() {
        let layer = SiLU()
        expectGradients(input: randomTensor([3, 11], scale: 4), forward: layer.forward, backward: layer.backward)
    }

    @Test(arguments: [1, 3]) func depthwiseConvolution(side: Int) {
        let layer = DepthwiseConvolution("map", channels: 9, side: side)
        randomize([layer.weight])
        expectGradients(
            input: randomTensor([2 * side * side, 9]),
            parameters: [layer.weight],
            forward: layer.forward,
            backward: layer.backward
        )
    }

    @Test(arguments: [(6, 3), (5, 3), (3, 4), (4, 1)]) func adaptivePooling(side: Int, pooled: Int) {
        let layer = AdaptivePooling(side: side, pooled: pooled)
        expectGradients(
            input: randomTensor([2 * side * side, 5]),
            forward: layer.forward,
            backward: layer.backward
        )
    }

    @Test func squeezeExcitation() {
        let layer = SqueezeExcitation("map", channels: 9, squeezed: 2, area: 4)
        randomize(layer.parameters)
        expectGradients(
            input: randomTensor([8, 9]),
            parameters: layer.parameters,
            forward: layer.forward,
            backward: layer.backward
        )
    }

    @Test func gatedUnit() {
        let unit = GatedUnit()
        let (gate, up) = (randomTensor([3, 11], scale: 3), randomTensor([3, 11], seed: 2))
        let weights = randomTensor(unit.forward(gate: gate, up: up).shape, seed: 9)
        unit.backward(weights)
        let value = { dot(unit.forward(gate: gate, up: up), weights) }
        check.expect("gate", gate, gradient: unit.gateGradient.values, value: value)
        check.expect("up", up, gradient: unit.upGradient.values, value: value)
    }

    @Test(arguments: [
        RotaryEmbedding.text(length: 5, headDim: 8), .grid(side: 2, headDim: 8, pretrainedSide: 16, leading: 1),
    ])
    func rotaryBackwardIsItsTranspose(rotary: RotaryEmbedding) {
        let (x, weights) = (randomTensor([10, 16]), randomTensor([10, 16], seed: 9))
        let (turned, back) = (Tensor(), Tensor())
        turned.copy(x)
        rotary.rotate(turned, length: 5)
        back.copy(weights)
        rotary.rotateBack(back, length: 5)
        #expect(abs(dot(turned, weights) - dot(x, back)) < 1e-5)
        #expect(abs(dot(turned, turned) - dot(x, x)) < 1e-4, "a rotation keeps lengths")
    }

    @Test func crossEntropy() {
        let loss = CrossEntropy()
        let logits = randomTensor([4, 9], scale: 3)
        let labels: [Int32] = [2, CrossEntropy.ignored, 8, 0]
        _ = loss.forward(logits, labels: labels)
        let gradient = loss.gradient.values
        #expect(gradient[9..<18].allSatisfy { $0 == 0 }, "a position without label has no gradient")
        check.expect("logits", logits, gradient: gradient) { loss.forward(logits, labels: labels) }
    }
}
