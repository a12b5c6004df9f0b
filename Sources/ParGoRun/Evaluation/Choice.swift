/// A question with lettered options.
public struct Choice: Equatable, Sendable {
    /// What is asked.
    public let text: String
    /// What there is to choose from.
    public let options: [String]
    /// The right option's place.
    public let answer: Int

    /// A question; `answer` is a place in `options`.
    public init(text: String, options: [String], answer: Int) {
        precondition(options.indices.contains(answer), "Choice: answer \(answer) of \(options.count) options")
        (self.text, self.options, self.answer) = (text, options, answer)
    }

    /// The letters of the options, in order.
    static let letters: [Character] = Array("ABCDEFGH")

    /// The right option's letter.
    public var letter: String { Self.letter(answer) }

    /// The letter of an option's place.
    static func letter(_ place: Int) -> String { String(letters[place]) }

    /// The same with its options moved on by `shift` places, as circular evaluation asks it.
    public func rotated(_ shift: Int) -> Choice {
        let count = options.count
        return Choice(
            text: text,
            options: options.indices.map { options[($0 + shift) % count] },
            answer: (answer - shift % count + count) % count
        )
    }

    /// The question, the lettered options, and what form the answer takes: the words of Honeybee's public template.
    public var prompt: String {
        let lines = zip(Self.letters, options).map { "\($0). \($1)" }
        let request = "Answer with the option's letter from the given choices directly."
        return ([request, text, "There are several options:"] + lines).joined(separator: "\n")
    }

    /// The place of the option that an answer names: by a leading letter, else by the text of exactly one option; nil for neither.
    ///
    /// A small letter counts only when it is the whole answer: "a dog" begins with no choice.
    public func place(namedBy answer: String) -> Int? {
        if let letter = Self.capital(answer) ?? Self.small(answer),
            let place = Self.letters.firstIndex(of: letter), place < options.count
        {
            return place
        }
        let lower = answer.lowercased()
        let named = options.indices.filter { lower.contains(options[$0].lowercased()) }
        return named.count == 1 ? named[0] : nil
    }

    /// A capital letter that stands first, perhaps behind a bracket, and is no part of a word.
    private static func capital(_ answer: String) -> Character? {
        var rest = answer.drop(while: \.isWhitespace)
        if rest.first == "(" { rest = rest.dropFirst() }
        guard let first = rest.first, letters.contains(first) else { return nil }
        let next = rest.dropFirst().first
        return next.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false ? nil : first
    }

    /// A letter with nothing beside it but brackets and stops.
    private static func small(_ answer: String) -> Character? {
        let rest = answer.drop { $0.isWhitespace || $0 == "(" }
        guard let first = rest.first, let capital = first.uppercased().first, first.isLowercase else { return nil }
        let isAlone = rest.dropFirst().allSatisfy { $0.isWhitespace || ".):".contains($0) }
        return isAlone && letters.contains(capital) ? capital : nil
    }
}
