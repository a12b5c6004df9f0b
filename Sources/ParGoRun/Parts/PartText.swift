/// The tokens and labels of a part's inputs as a batch for the language model.
struct PartText {
    let batch: TokenBatch
    let count: Int
    let length: Int

    /// Reads `input_ids` and, where there are any, `labels`.
    ///
    /// Labels stand beside the tokens they are equal to, as Hugging Face has them: the one at i is predicted at i - 1.
    init(_ inputs: PartInputs, imageTokens: Int, _ shape: LanguageModel.Shape) throws(FileFailure) {
        let rows = Self.expanded(try inputs.integers("input_ids", [nil, nil]), imageTokens)
        (count, length) = (rows.count, rows.first?.count ?? 0)
        for (index, row) in rows.enumerated() {
            let places = row.count { $0 == TokenBatch.image }
            guard places == imageTokens else {
                throw inputs.failure("input_ids[\(index)] has \(places) places of \(imageTokens) image tokens")
            }
            if let wrong = row.first(where: { $0 != TokenBatch.image && !(0..<Int32(shape.vocabulary)).contains($0) }) {
                throw inputs.failure("input_ids[\(index)] has \(wrong), the vocabulary \(shape.vocabulary) words")
            }
        }
        guard length <= shape.length else {
            throw inputs.failure("makes sequences of \(length), llm.length is \(shape.length): raise it")
        }
        batch = TokenBatch(
            sequences: Sequences(count: count, length: length),
            tokens: rows.flatMap(\.self),
            targets: try Self.targets(inputs, count, length, shape.vocabulary)
        )
    }

    /// The image's places behind the first token, where the rows have none of their own.
    private static func expanded(_ rows: [[Int32]], _ imageTokens: Int) -> [[Int32]] {
        guard imageTokens > 0, !rows.contains(where: { $0.contains(TokenBatch.image) }) else { return rows }
        let places = [Int32](repeating: TokenBatch.image, count: imageTokens)
        return rows.map { $0.prefix(1) + places + $0.dropFirst() }
    }

    private static func targets(
        _ inputs: PartInputs,
        _ count: Int,
        _ length: Int,
        _ vocabulary: Int
    ) throws(FileFailure) -> [Int32] {
        guard inputs.has("labels") else { return [Int32](repeating: CrossEntropy.ignored, count: count * length) }
        var targets: [Int32] = []
        for (index, row) in try inputs.integers("labels", [count, length]).enumerated() {
            if let wrong = row.first(where: { $0 != CrossEntropy.ignored && !(0..<Int32(vocabulary)).contains($0) }) {
                throw inputs.failure("labels[\(index)] has \(wrong), the vocabulary \(vocabulary) words")
            }
            targets += row.dropFirst() + [CrossEntropy.ignored]
        }
        return targets
    }
}
