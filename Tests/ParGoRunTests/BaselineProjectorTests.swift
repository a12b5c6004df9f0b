import ParGoRun
import Testing

/// The projectors beside ParGo's: each against its naive form, and its gradients against difference quotients.
@Suite struct BaselineProjectorTests {
    /// One kind in an odd size.
    struct Baseline: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let make: @Sendable (inout SeededGenerator) -> any Projector
        let naive: @Sendable (NaiveModel, NaiveModel.Rows) -> NaiveModel.Rows
    }

    /// 36 patches of width 5, language width 10.
    static let baselines = [
        Baseline(
            testDescription: "linear",
            make: { PatchMerge(layers: 1, group: 4, tokens: 9, from: 5, to: 10, &$0) },
            naive: { $0.merged($1, group: 4, layers: 1) }
        ),
        Baseline(
            testDescription: "mlp",
            make: { PatchMerge(layers: 2, group: 3, tokens: 12, from: 5, to: 10, &$0) },
            naive: { $0.merged($1, group: 3, layers: 2) }
        ),
        Baseline(
            testDescription: "resampler",
            make: { generator in
                var shape = Resampler.Shape()
                (shape.depth, shape.hidden, shape.heads, shape.ffn, shape.tokens) = (2, 12, 3, 19, 7)
                (shape.visual, shape.visualWidth, shape.llmWidth) = (36, 5, 10)
                return Resampler(shape, &generator)
            },
            naive: { $0.resampled($1, depth: 2, heads: 3) }
        ),
        Baseline(
            testDescription: "c_abstractor, 6 x 6 to 4 x 4",
            make: { generator in
                var shape = ConvolutionalAbstractor.Shape()
                (shape.depth, shape.hidden, shape.side, shape.pooledSide) = (2, 11, 6, 4)
                (shape.visualWidth, shape.llmWidth) = (5, 10)
                return ConvolutionalAbstractor(shape, &generator)
            },
            naive: { $0.abstracted($1, depth: 2, side: 6, pooled: 4) }
        ),
        Baseline(
            testDescription: "c_abstractor, 6 x 6 to 3 x 3, one width",
            make: { generator in
                var shape = ConvolutionalAbstractor.Shape()
                (shape.depth, shape.hidden, shape.side, shape.pooledSide) = (1, 5, 6, 3)
                (shape.visualWidth, shape.llmWidth) = (5, 10)
                return ConvolutionalAbstractor(shape, &generator)
            },
            naive: { $0.abstracted($1, depth: 1, side: 6, pooled: 3) }
        ),
    ]

    private func made(_ baseline: Baseline) -> any Projector {
        var generator = SeededGenerator(seed: 5, stream: "projector")
        let projector = baseline.make(&generator)
        randomize(projector.parameters, scale: 0.3)
        return projector
    }

    @Test(arguments: baselines) func theNaiveFormGivesTheSame(baseline: Baseline) {
        let projector = made(baseline)
        let visual = randomTensor([2 * 36, 5])
        let tokens = projector.forward(visual, batch: 2)
        #expect(tokens.rows == 2 * projector.tokens)
        let naive = NaiveModel(projector.parameters)
        for sample in 0..<2 {
            let slow = baseline.naive(naive, visual.doubles(sample * 36..<sample * 36 + 36))
            let fast = tokens.doubles(sample * projector.tokens..<(sample + 1) * projector.tokens)
            let error = zip(slow.joined(), fast.joined()).map { abs($0 - $1) }.max() ?? .infinity
            #expect(slow.count == fast.count && error < 1e-4)
        }
    }

    @Test(arguments: baselines) func gradients(baseline: Baseline) {
        let projector = made(baseline)
        let visual = randomTensor([2 * 36, 5])
        let weights = randomTensor(projector.forward(visual, batch: 2).shape, seed: 9)
        projector.parameters.clearGradients()
        let visualGradient = Tensor()
        projector.backward(weights, visual: visualGradient)
        let gradients = projector.parameters.map(\.gradient.values)
        let check = GradientCheck(step: 2e-3, tolerance: 3e-2, floor: 5e-2, most: 6)
        let value = { dot(projector.forward(visual, batch: 2), weights) }
        check.expect("visual", visual, gradient: visualGradient.values, value: value)
        for (parameter, gradient) in zip(projector.parameters, gradients) {
            check.expect(parameter.name, parameter.value, gradient: gradient, value: value)
        }
    }

    @Test(arguments: baselines) func aFrozenEncoderChangesNoGradient(baseline: Baseline) {
        let projector = made(baseline)
        let visual = randomTensor([36, 5])
        let weights = randomTensor(projector.forward(visual, batch: 1).shape, seed: 9)
        projector.parameters.clearGradients()
        projector.backward(weights)
        let frozen = projector.parameters.map(\.gradient.values)
        projector.parameters.clearGradients()
        _ = projector.forward(visual, batch: 1)
        projector.backward(weights, visual: Tensor())
        #expect(projector.parameters.map(\.gradient.values) == frozen)
    }

    @Test(arguments: baselines) func aReplicaSharesWeightsAndNothingElse(baseline: Baseline) {
        let projector = made(baseline)
        let copy = projector.replica(Scratch())
        let visual = randomTensor([36, 5])
        let first = projector.forward(visual, batch: 1).values
        let output = copy.forward(visual, batch: 1)
        #expect(output.values == first)
        projector.parameters.clearGradients()
        copy.parameters.clearGradients()
        copy.backward(output)
        #expect(projector.parameters.allSatisfy { $0.gradient.values.allSatisfy { $0 == 0 } })
        #expect(copy.parameters.contains { $0.gradient.values.contains { $0 != 0 } })
        #expect(copy.parameters.map(\.name) == projector.parameters.map(\.name))
    }
}
