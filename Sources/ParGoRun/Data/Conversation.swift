/// One entry of a LLaVA-style training file: an image, if any, and turns of a human and of the model.
public struct Conversation: Codable, Equatable, Sendable {
    /// One thing said.
    public struct Turn: Codable, Equatable, Sendable {
        /// `human` or `gpt`.
        public let from: Speaker
        /// The words; the human's first turn holds `<image>` where the image goes.
        public let value: String

        /// Words of one side.
        public init(_ from: Speaker, _ value: String) {
            self.from = from
            self.value = value
        }
    }

    /// Who says something, under the names that LLaVA's files use.
    public enum Speaker: String, Codable, Sendable {
        case human
        case gpt
    }

    /// The entry's name.
    public let id: String
    /// The image's path below the file's folder.
    public let image: String?
    /// The turns, a human's first.
    public let conversations: [Turn]

    /// An entry.
    public init(id: String, image: String?, conversations: [Turn]) {
        self.id = id
        self.image = image
        self.conversations = conversations
    }

    /// The tokens of the conversation after `<s>`; what the model says is to be learned, with an end mark.
    ///
    /// A human turn of `<image>` alone leaves nothing but the image before the answer, as in caption pre-training.
    public func tokenized(_ vocabulary: Vocabulary) -> TokenizedText {
        var (tokens, labels) = ([vocabulary.number(Vocabulary.begin)], [CrossEntropy.ignored])
        for turn in conversations {
            switch turn.from {
            case .human:
                let asked = Self.question(turn.value, vocabulary)
                tokens += asked
                labels += asked.map { _ in CrossEntropy.ignored }
            case .gpt:
                let said = vocabulary.encode(turn.value) + [vocabulary.number(Vocabulary.end)]
                tokens += said
                labels += said
            }
        }
        return TokenizedText(tokens: tokens, labels: labels)
    }

    /// `user: QUESTION assistant:` in tokens, or nothing for an image alone.
    static func question(_ value: String, _ vocabulary: Vocabulary) -> [Int32] {
        let words = vocabulary.encode(value.replacing("<image>", with: " "))
        guard !words.isEmpty else { return [] }
        return [vocabulary.number("user:")] + words + [vocabulary.number("assistant:")]
    }
}
