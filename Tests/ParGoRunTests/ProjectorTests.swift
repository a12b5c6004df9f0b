import ParGoRun
import Testing

/// What the projector must keep apart, and its gradients.
@Suite struct ProjectorTests {
    private func projector(partial: Int, global: Int, widths: [Int]) -> ParGoProjector {
        var generator = SeededGenerator(seed: 5, stream: "projector")
        var shape = ParGoProjector.Shape()
        (shape.depth, shape.hidden, shape.heads, shape.ffn) = (widths.count, 8, 2, 12)
        (shape.visualWidth, shape.llmWidth) = (6, 10)
        let mask = PartialGlobalMask(partial: partial, global: global, visual: 12)
        return ParGoProjector(shape, mask: mask, widths: widths, &generator)
    }

    /// Which of the tokens change when the features of patch 0 do.
    private func changedTokens(_ projector: ParGoProjector) -> [Int] {
        let visual = randomTensor([12, 6])
        let before = projector.forward(visual, batch: 1).values
        for column in 0..<6 { visual[column] += 1 }
        let after = projector.forward(visual, batch: 1).values
        return (0..<projector.tokens)
            .filter { token in
                (0..<10).contains { abs(before[token * 10 + $0] - after[token * 10 + $0]) > 1e-6 }
            }
    }

    /// The mask's fact for every group: features of group i reach partial token i, and the global ones, alone.
    @Test func eachGroupHasItsOwnToken() {
        let model = projector(partial: 4, global: 2, widths: [1, 1, 1])
        for group in 0..<4 {
            let visual = randomTensor([12, 6])
            let before = model.forward(visual, batch: 1).values
            for index in group * 18..<(group + 1) * 18 { visual[index] += 1 }
            let after = model.forward(visual, batch: 1).values
            let changed = (0..<6)
                .filter { token in before[token * 10..<token * 10 + 10] != after[token * 10..<token * 10 + 10] }
            #expect(changed == [group, 4, 5])
        }
    }

    /// Settings that make one ablation into another must give the same numbers.
    @Test func aQFormerIsParGoWithoutPartialTokens() {
        let (plain, all) = (
            projector(partial: 0, global: 5, widths: [1, 1]), projector(partial: 0, global: 5, widths: [7, 3])
        )
        let visual = randomTensor([12, 6])
        #expect(
            plain.forward(visual, batch: 1).values == all.forward(visual, batch: 1).values,
            "widths count for partial tokens"
        )
    }

    @Test func withWidthOneAGroupOfPatchesReachesItsOwnTokenOnly() {
        #expect(changedTokens(projector(partial: 4, global: 2, widths: [1, 1])) == [0, 4, 5])
        #expect(changedTokens(projector(partial: 4, global: 0, widths: [1, 1])) == [0])
    }

    @Test func widerBlocksPassItOnInTheNextLayer() {
        // The first layer's self-attention comes before any patch is seen, so only the second one's width counts.
        #expect(changedTokens(projector(partial: 4, global: 0, widths: [4, 1])) == [0])
        #expect(changedTokens(projector(partial: 4, global: 0, widths: [1, 2])) == [0, 1])
        #expect(changedTokens(projector(partial: 4, global: 1, widths: [1, 4])) == [0, 1, 2, 3, 4])
    }

    @Test func globalTokensDoNotDependOnPartialOnes() throws {
        let model = projector(partial: 4, global: 2, widths: [4, 4])
        let visual = randomTensor([12, 6])
        let before = model.forward(visual, batch: 1).values
        let queries = try #require(model.parameters.first { $0.name == "query_tokens" })
        for index in 0..<4 * 8 { queries.value[index] += 1 }
        let after = model.forward(visual, batch: 1).values
        #expect(before[40...] == after[40...])
        #expect(before[..<40] != after[..<40])
    }

    @Test(arguments: [(4, 2), (0, 3), (6, 0)]) func gradients(partial: Int, global: Int) {
        let model = projector(partial: partial, global: global, widths: [max(partial, 1), max(partial, 1)])
        randomize(model.parameters)
        let visual = randomTensor([24, 6])
        let weights = randomTensor(model.forward(visual, batch: 2).shape, seed: 9)
        model.parameters.clearGradients()
        model.backward(weights)
        let check = GradientCheck(step: 2e-3, tolerance: 3e-2, floor: 5e-2, most: 6)
        for parameter in model.parameters {
            check.expect(parameter.name, parameter.value, gradient: parameter.gradient.values) {
                dot(model.forward(visual, batch: 2), weights)
            }
        }
    }

    @Test func namesAreThoseOfTheReleasedCheckpoint() throws {
        let names = projector(partial: 4, global: 2, widths: [4]).parameters.map(\.name)
        for name in [
            "query_tokens", "ParGo.bert.embeddings.LayerNorm.weight",
            "ParGo.bert.encoder.layer.0.attention.self.query.weight",
            "ParGo.bert.encoder.layer.0.crossattention.output.LayerNorm.bias",
            "ParGo.bert.encoder.layer.0.intermediate_query.dense.weight",
            "ParGo.bert.encoder.layer.0.output_query.LayerNorm.weight", "llm_proj.bias",
        ] { #expect(names.contains(name)) }
        #expect(Set(names).count == names.count)
    }
}
