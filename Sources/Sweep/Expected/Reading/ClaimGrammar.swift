import Expressions

/// A claim's test as words, before the rows that it names are looked up.
///
/// `A beats B [by M]` · `A equivalent to B within M` · `monotone in KEY [falling] [until V] [within M]` · `best at A` ·
/// `order as in the paper [tau T]` · `A matches the paper within M`
enum ClaimGrammar: Hashable {
    case beats(String, String, margin: Double)
    case equivalent(String, String, within: Double)
    case monotone(String, falls: Bool, until: Double?, slack: Double)
    case best(String)
    case order(tau: Double)
    case matches(String, within: Double)

    /// What the words may be, for messages.
    static let forms = """
        Write 'A beats B', 'A beats B by 5', 'A equivalent to B within 5', 'best at A', 'monotone in KEY', \
        'monotone in KEY falling until 4 within 5', 'order as in the paper tau 0.6', or 'A matches the paper within 5', \
        where A and B are rows.
        """

    /// The test that the words spell; nil when they spell none.
    static func parsed(_ text: String) -> ClaimGrammar? {
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        guard let first = words.first else { return nil }
        switch (first, words.dropFirst().first) {
        case ("monotone", "in"): return monotone(Array(words.dropFirst(2)))
        case ("best", "at"): return words.count == 3 ? .best(words[2]) : nil
        case ("order", "as"): return order(Array(words.dropFirst()))
        default: return pair(words)
        }
    }

    private static func pair(_ words: [String]) -> ClaimGrammar? {
        let rest = Array(words.dropFirst())
        if words.count == 3, rest[0] == "beats" { return .beats(words[0], words[2], margin: 0) }
        if words.count == 5, rest[0] == "beats", words[3] == "by" {
            return size(words[4]).map { .beats(words[0], words[2], margin: $0) }
        }
        if words.count == 6, rest[0] == "equivalent", words[2] == "to", words[4] == "within" {
            return size(words[5]).flatMap { $0 > 0 ? .equivalent(words[0], words[3], within: $0) : nil }
        }
        if words.count == 6, Array(rest.prefix(4)) == ["matches", "the", "paper", "within"] {
            return size(words[5]).flatMap { $0 > 0 ? .matches(words[0], within: $0) : nil }
        }
        return nil
    }

    private static func monotone(_ words: [String]) -> ClaimGrammar? {
        guard let key = words.first else { return nil }
        var rest = words.dropFirst()
        let falls = rest.first == "falling"
        if falls { rest = rest.dropFirst() }
        var until: Double?
        var slack = 0.0
        while let word = rest.first {
            guard let number = rest.dropFirst().first.flatMap(Double.init) else { return nil }
            switch word {
            case "until": until = number
            case "within" where number >= 0: slack = number
            default: return nil
            }
            rest = rest.dropFirst(2)
        }
        return .monotone(key, falls: falls, until: until, slack: slack)
    }

    private static func order(_ words: [String]) -> ClaimGrammar? {
        guard Array(words.prefix(4)) == ["as", "in", "the", "paper"] else { return nil }
        if words.count == 4 { return .order(tau: 0) }
        guard words.count == 6, words[4] == "tau", let tau = Double(words[5]), (-1...1).contains(tau) else {
            return nil
        }
        return .order(tau: tau)
    }

    private static func size(_ word: String) -> Double? {
        Double(word).flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
    }
}
