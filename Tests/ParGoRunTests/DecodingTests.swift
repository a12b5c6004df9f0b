import ParGoRun
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Text made token by token: the cache changes nothing, and beams find what an exhaustive search finds.
@Suite struct DecodingTests {
    private func model(vocabulary: Int, length: Int = 40) -> VisionLanguageModel {
        var generator = SeededGenerator(seed: 4, stream: "language")
        var shape = LanguageModel.Shape()
        (shape.width, shape.depth, shape.heads, shape.keyHeads) = (16, 2, 4, 2)
        (shape.ffn, shape.vocabulary, shape.length) = (12, vocabulary, length)
        let language = LanguageModel(shape, &generator)
        randomize(language.parameters, scale: 0.4)
        language.addUpdates(rank: 2, alpha: 4, dropout: 0, targets: [.query, .value], &generator)
        randomize(language.updateParameters, scale: 0.4)
        language.mergeUpdates()
        return VisionLanguageModel(projector: nil, language: language)
    }

    private func batch(_ tokens: [Int32]) -> TokenBatch {
        TokenBatch([TokenizedText(tokens: tokens, labels: tokens.map { _ in CrossEntropy.ignored })], imageTokens: 0)
    }

    /// The log-probabilities of what follows, from a pass over the whole sequence.
    private func next(_ model: VisionLanguageModel, _ tokens: [Int32]) -> [Double] {
        let logits = model.logits(batch(tokens), features: nil, rows: [tokens.count - 1]).values.map(Double.init)
        let highest = logits.max() ?? 0
        let total = logits.reduce(0) { $0 + exp($1 - highest) }
        return logits.map { $0 - highest - log(total) }
    }

    @Test func greedyTextIsTheLikeliestTokenEachTimeWithoutACache() {
        let model = model(vocabulary: 17)
        for start in 1...6 {
            var tokens = [Int32(start), 3, 5]
            for _ in 0..<12 {
                let logs = next(model, tokens)
                let best = Int32(logs.indices.max { logs[$0] < logs[$1] } ?? 0)
                if best == 2 { break }
                tokens.append(best)
            }
            let text = model.text(after: batch([Int32(start), 3, 5]), features: nil, beams: 1, longest: 12, end: 2)
            #expect(text == Array(tokens.dropFirst(3)))
        }
    }

    @Test(arguments: 1...6) func enoughBeamsFindTheBestOfAllTexts(start: Int) {
        let (model, longest) = (model(vocabulary: 5), 3)
        var best: (tokens: [Int32], score: Double) = ([], -.infinity)
        func search(_ tokens: [Int32], _ score: Double) {
            for (token, log) in next(model, [Int32(start % 5), 3] + tokens).enumerated() {
                let (sum, length) = (score + log, tokens.count + 1)
                let isEnd = token == 2
                if isEnd || length == longest, sum / Double(length) > best.score {
                    best = (isEnd ? tokens : tokens + [Int32(token)], sum / Double(length))
                }
                if !isEnd, length < longest { search(tokens + [Int32(token)], sum) }
            }
        }
        search([], 0)
        let prompt = batch([Int32(start % 5), 3])
        #expect(model.text(after: prompt, features: nil, beams: 125, longest: longest, end: 2) == best.tokens)
    }

    @Test func aTextEndsWhereTheModelDoes() {
        let model = model(vocabulary: 17, length: 10)
        let text = model.text(after: batch([1, 3, 5, 6]), features: nil, beams: 2, longest: 100, end: 16)
        #expect(text.count <= 6)
        #expect(!text.contains(16))
    }
}
