/// A word-level tokenizer: a fixed list of words, kept in a text file of one word a line.
public struct Vocabulary: Equatable, Sendable {
    /// The words; a word's number is its place.
    public let words: [String]
    private let numbers: [String: Int32]

    /// Fills the end of short sequences.
    public static let padding = "<pad>"
    /// Stands first in each sequence.
    public static let begin = "<s>"
    /// Ends an answer.
    public static let end = "</s>"
    /// Stands for each word that is not in the list.
    public static let unknown = "<unk>"

    /// A tokenizer over `words`, in this order.
    public init(words: [String]) {
        self.words = words
        numbers = Dictionary(words.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { first, _ in first })
    }

    /// The words of the scenes' captions and questions.
    public static let scenes: Vocabulary = {
        let special = [padding, begin, end, unknown, "user:", "assistant:", "yes", "no", "?", ".", ",", ":"]
        let plain = [
            "a", "and", "is", "are", "there", "the", "at", "what", "where", "color", "how", "many", "object", "objects",
        ]
        let places = Scene.Side.allCases.map(\.rawValue)
        let values = Scene.Size.allCases.map(\.rawValue) + Scene.Color.allCases.map(\.rawValue)
        return Vocabulary(
            words: special + plain + Scene.numbers + values + Scene.Shape.plain.map(\.words) + places
        )
    }()

    /// The same, and the words of multiple choice, boxes and instructions behind them.
    public static let tasks: Vocabulary = {
        let choices =
            "b c d answer with option's letter from given choices directly several options size which side of on nowhere"
        let regions = "provide bounding box coordinate region this sentence describes short description for [ ]"
        let requests = "describe image in detail list to seen"
        let words = [choices, regions, requests].flatMap { $0.split(separator: " ").map(String.init) }
        return Vocabulary(words: scenes.words + words + Scene.coordinates)
    }()

    /// The same, and behind them the words of letters and digits that are not there yet.
    var withGlyphs: Vocabulary {
        let new = ["an", "letter", "digit", "read", "letters", "digits"] + Scene.Glyph.all.map(\.name)
        return Vocabulary(words: words + new.filter { numbers[$0] == nil })
    }

    /// The number of a word, that of `<unk>` for others.
    public func number(_ word: String) -> Int32 {
        numbers[word] ?? numbers[Self.unknown] ?? 0
    }

    /// These words, and behind them those of texts, the most frequent first, until there are `limit`.
    func extended(by texts: some Sequence<String>, limit: Int?) -> Vocabulary {
        var counts: [String: Int] = [:]
        for text in texts {
            for piece in text.lowercased().split(whereSeparator: \.isWhitespace) where numbers[String(piece)] == nil {
                let isStopped = piece.count > 1 && piece.last.map { ".,?:".contains($0) } == true
                counts[String(isStopped ? piece.dropLast() : piece), default: 0] += 1
            }
        }
        let new = counts.filter { numbers[$0.key] == nil }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return Vocabulary(words: words + new.prefix(max((limit ?? .max) - words.count, 0)).map(\.key))
    }

    /// The numbers of a text's words: split at white space, lower case, punctuation split off.
    public func encode(_ text: String) -> [Int32] {
        var result: [Int32] = []
        for piece in text.lowercased().split(whereSeparator: \.isWhitespace) {
            var word = String(piece)
            if numbers[word] == nil, let last = word.last, ".,?:".contains(last), word.count > 1 {
                word.removeLast()
                result.append(number(word))
                result.append(number(String(last)))
            } else {
                result.append(number(word))
            }
        }
        return result
    }

    /// The words of these numbers, with spaces between.
    public func decode(_ tokens: [Int32]) -> String {
        tokens.map { words.indices.contains(Int($0)) ? words[Int($0)] : Self.unknown }.joined(separator: " ")
    }

    /// One word a line.
    public var fileText: String { words.map { $0 + "\n" }.joined() }

    /// The vocabulary of a file's text.
    public init(fileText: String) {
        self.init(words: fileText.split(whereSeparator: \.isNewline).map(String.init))
    }

    /// The first of the words without which no conversation can be told, if one is missing.
    var missing: String? {
        [Self.padding, Self.begin, Self.end, Self.unknown, "user:", "assistant:"].first { numbers[$0] == nil }
    }
}
