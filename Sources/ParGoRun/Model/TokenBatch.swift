/// Sequences ready for the language model, each with room for an image's tokens.
public struct TokenBatch {
    /// Stands where a token of the image goes, LLaVA's placeholder.
    public static let image: Int32 = -200

    /// Where each sequence's positions lie; there is no padding between them.
    public let sequences: Sequences
    /// The tokens of all sequences, one after another.
    public let tokens: [Int32]
    /// The token that should be predicted at each position, or `CrossEntropy.ignored`.
    public let targets: [Int32]

    /// A batch whose tokens and targets are already laid out.
    init(sequences: Sequences, tokens: [Int32], targets: [Int32]) {
        (self.sequences, self.tokens, self.targets) = (sequences, tokens, targets)
    }

    /// A batch from one text a sequence.
    ///
    /// Each sequence is the first token (begin of text), `imageTokens` placeholders, then the rest. A text's label at i
    /// is what its position i - 1 should predict; position 0 cannot have one.
    public init(_ texts: [TokenizedText], imageTokens: Int) {
        sequences = Sequences(lengths: texts.map { imageTokens + $0.tokens.count })
        var (tokens, targets) = ([Int32](), [Int32]())
        let blank = [Int32](repeating: CrossEntropy.ignored, count: imageTokens)
        for text in texts {
            tokens += text.tokens.prefix(1) + [Int32](repeating: Self.image, count: imageTokens)
            tokens += text.tokens.dropFirst()
            targets += blank + text.labels.dropFirst() + [CrossEntropy.ignored]
        }
        self.tokens = tokens
        self.targets = targets
    }

    /// The rows that have something to predict.
    public var labelledRows: [Int] { targets.indices.filter { targets[$0] != CrossEntropy.ignored } }
}

/// A text's tokens, and for each of them whether it is to be learned: its own number, or `CrossEntropy.ignored`.
public struct TokenizedText: Equatable, Sendable {
    /// The tokens, begin-of-text first.
    public var tokens: [Int32]
    /// The tokens that count, `CrossEntropy.ignored` elsewhere.
    public var labels: [Int32]

    /// A text of as many labels as tokens.
    public init(tokens: [Int32], labels: [Int32]) {
        precondition(tokens.count == labels.count, "TokenizedText: \(tokens.count) tokens, \(labels.count) labels")
        self.tokens = tokens
        self.labels = labels
    }

    /// The first `count` tokens with their labels.
    func prefix(_ count: Int) -> TokenizedText {
        TokenizedText(tokens: Array(tokens.prefix(count)), labels: Array(labels.prefix(count)))
    }
}
