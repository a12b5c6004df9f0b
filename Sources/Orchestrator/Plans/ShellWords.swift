/// A command line split into words as a shell splits it: at blanks, except within quotes; nothing is expanded.
public struct ShellWords: Hashable, Sendable {
    /// The words.
    public let words: [String]

    /// Splits a text; a quote that is never closed reaches to the end.
    public init(_ text: String) {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var isEscaped = false
        for character in text {
            if isEscaped {
                word = (word ?? "") + String(character)
                isEscaped = false
            } else if character == "\\", quote != "'" {
                isEscaped = true
            } else if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character.isWhitespace {
                if let complete = word { words.append(complete) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if let last = word { words.append(last) }
        self.words = words
    }
}
