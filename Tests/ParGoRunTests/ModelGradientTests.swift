import ParGoRun
import Testing

/// The whole small model and the two backbones against difference quotients, through the training loss.
@Suite struct ModelGradientTests {
    private func language() -> LanguageModel {
        var generator = SeededGenerator(seed: 4, stream: "language")
        var shape = LanguageModel.Shape()
        (shape.width, shape.depth, shape.heads, shape.keyHeads) = (8, 2, 2, 1)
        (shape.ffn, shape.vocabulary, shape.length) = (12, 11, 20)
        return LanguageModel(shape, &generator)
    }

    private func projector() -> ParGoProjector {
        var generator = SeededGenerator(seed: 5, stream: "projector")
        var shape = ParGoProjector.Shape()
        (shape.depth, shape.hidden, shape.heads, shape.ffn, shape.visualWidth, shape.llmWidth) = (1, 8, 2, 12, 6, 8)
        let mask = PartialGlobalMask(partial: 2, global: 1, visual: 4)
        return ParGoProjector(shape, mask: mask, widths: [2], &generator)
    }

    /// Two sequences of different length.
    private func batch(imageTokens: Int) -> TokenBatch {
        let ignored = CrossEntropy.ignored
        return TokenBatch(
            [
                TokenizedText(tokens: [1, 3, 4, 5, 2], labels: [ignored, ignored, 4, 5, 2]),
                TokenizedText(tokens: [1, 6, 7], labels: [ignored, 6, ignored]),
            ],
            imageTokens: imageTokens
        )
    }

    @Test func projectorLanguageModelAndLowRankUpdates() {
        var generator = SeededGenerator(seed: 6, stream: "lora")
        let model = VisionLanguageModel(projector: projector(), language: language())
        model.language.addUpdates(
            rank: 2,
            alpha: 4,
            dropout: 0,
            targets: LoRATarget.allCases,
            &generator
        )
        randomize(model.language.updateParameters, scale: 0.3)
        let (features, batch) = (randomTensor([8, 6]), batch(imageTokens: 3))
        model.parameters.clearGradients()
        _ = model.trainingLoss(batch, features: features)
        let gradients = model.parameters.map(\.gradient.values)
        let check = GradientCheck(step: 5e-3, tolerance: 4e-2, most: 4)
        for (parameter, gradient) in zip(model.parameters, gradients) {
            check.expect(parameter.name, parameter.value, gradient: gradient) {
                model.trainingLoss(batch, features: features)
            }
        }
    }

    @Test func visionEncoder() {
        var generator = SeededGenerator(seed: 7, stream: "vision")
        var shape = VisionEncoder.Shape()
        (shape.image, shape.patch, shape.width, shape.depth, shape.heads, shape.ffn) = (8, 4, 8, 2, 2, 10)
        let encoder = VisionEncoder(shape, &generator)
        let pixels = randomTensor([2, 3, 8, 8])
        let weights = randomTensor(encoder.forward(pixels).shape, seed: 9)
        encoder.parameters.clearGradients()
        encoder.backward(weights)
        let check = GradientCheck(step: 2e-3, tolerance: 4e-2, most: 4)
        for parameter in encoder.parameters {
            check.expect(parameter.name, parameter.value, gradient: parameter.gradient.values) {
                dot(encoder.forward(pixels), weights)
            }
        }
    }

    @Test func frozenWeightsGetNoGradient() {
        let model = VisionLanguageModel(projector: projector(), language: language())
        model.language.parameters.freeze()
        _ = model.trainingLoss(batch(imageTokens: 3), features: randomTensor([8, 6]))
        #expect(model.language.parameters.allSatisfy { $0.gradient.values.allSatisfy { $0 == 0 } })
        #expect(model.projector?.parameters.contains { $0.gradient.values.contains { $0 != 0 } } == true)
    }

    @Test func aNeighbourInTheBatchChangesNothing() {
        let model = VisionLanguageModel(projector: nil, language: language())
        let text = TokenizedText(tokens: [1, 6, 7], labels: [CrossEntropy.ignored, 6, 7])
        let longer = TokenizedText(
            tokens: [1, 2, 3, 4, 5, 6],
            labels: [Int32](repeating: CrossEntropy.ignored, count: 6)
        )
        let alone = model.trainingLoss(TokenBatch([text], imageTokens: 0), features: nil)
        let beside = model.trainingLoss(TokenBatch([text, longer], imageTokens: 0), features: nil)
        #expect(abs(alone - beside) < 1e-5)
    }

    @Test func freshLowRankUpdatesLeaveTheModelAsItIs() {
        let model = VisionLanguageModel(projector: nil, language: language())
        let before = model.trainingLoss(batch(imageTokens: 0), features: nil)
        var generator = SeededGenerator(seed: 6, stream: "lora")
        model.language.addUpdates(rank: 4, alpha: 8, dropout: 0.5, targets: [.query, .down], &generator)
        model.language.setDropout(seed: 1)
        #expect(model.trainingLoss(batch(imageTokens: 0), features: nil) == before)
    }

    @Test func targetsStandOnePositionBeforeTheirToken() {
        let ignored = CrossEntropy.ignored
        let text = TokenizedText(tokens: [1, 5, 6], labels: [ignored, 5, 6])
        let batch = TokenBatch([text], imageTokens: 2)
        #expect(batch.tokens == [1, TokenBatch.image, TokenBatch.image, 5, 6])
        #expect(batch.targets == [ignored, ignored, 5, 6, ignored])
    }
}
