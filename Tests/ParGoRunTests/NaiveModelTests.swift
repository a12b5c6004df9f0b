import ParGoRun
import Testing

/// The fast projector and language model against the naive ones, in odd sizes that leave a tail after each eight floats.
@Suite struct NaiveModelTests {
    private func expectClose(
        _ fast: Tensor,
        _ slow: [[Double]],
        from row: Int = 0,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let largest = slow.joined().map(abs).max() ?? 1
        for (index, values) in slow.enumerated() {
            for (column, value) in values.enumerated() {
                let got = Double(fast[(row + index) * fast.columns + column])
                #expect(
                    abs(got - value) <= 1e-4 * largest,
                    "row \(index), column \(column)",
                    sourceLocation: sourceLocation
                )
            }
        }
    }

    @Test(arguments: [(12, 3, 3), (28, 2, 1), (48, 4, 2)])
    func languageModel(width: Int, heads: Int, keyHeads: Int) {
        var generator = SeededGenerator(seed: 4, stream: "language")
        var shape = LanguageModel.Shape()
        (shape.width, shape.depth, shape.heads, shape.keyHeads) = (width, 3, heads, keyHeads)
        (shape.ffn, shape.vocabulary, shape.length) = (37, 19, 90)
        let model = LanguageModel(shape, &generator)
        model.addUpdates(rank: 3, alpha: 6, dropout: 0, targets: LoRATarget.allCases, &generator)
        randomize(model.updateParameters, scale: 0.3)
        model.mergeUpdates()
        // Sequences of different length, one longer than a tile of the causal mask, and only some rows asked for.
        let sequences = Sequences(lengths: [7, 1, 75, 8])
        let embeddings = randomTensor([sequences.rows, width])
        let rows = [0, 3, 6, 7, 20, 81, 82, 88, 90]
        let logits = model.forward(embeddings, sequences, rows: rows)
        let naive = NaiveModel(model.parameters + model.updateParameters)
        let slow = (0..<sequences.count)
            .flatMap { naive.logits(embeddings.doubles(sequences.rows(of: $0)), shape, loraScale: 2) }
        expectClose(logits, rows.map { slow[$0] })
    }

    @Test(arguments: [
        (6, 3, 12, [6, 6]), (4, 1, 12, [1, 4]), (6, 2, 12, [1, 2, 6]), (0, 5, 9, [1, 1]), (4, 0, 8, [2, 4]),
    ])
    func projector(partial: Int, global: Int, visual: Int, widths: [Int]) {
        var generator = SeededGenerator(seed: 5, stream: "projector")
        var shape = ParGoProjector.Shape()
        (shape.depth, shape.hidden, shape.heads, shape.ffn) = (widths.count, 21, 3, 35)
        (shape.visualWidth, shape.llmWidth) = (13, 10)
        let mask = PartialGlobalMask(partial: partial, global: global, visual: visual)
        let projector = ParGoProjector(shape, mask: mask, widths: widths, &generator)
        randomize(projector.parameters, scale: 0.3)
        let features = randomTensor([3 * visual, 13])
        let tokens = projector.forward(features, batch: 3)
        let naive = NaiveModel(projector.parameters)
        for sample in 0..<3 {
            let own = features.doubles(sample * visual..<(sample + 1) * visual)
            let slow = naive.tokens(own, mask, widths: widths, heads: 3)
            expectClose(tokens, slow, from: sample * projector.tokens)
        }
    }
}
