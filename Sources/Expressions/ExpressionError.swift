/// What is wrong with an expression, and which characters of its text say so.
public struct ExpressionError: Error, Hashable, Sendable {
    /// What is wrong, in a sentence without its full stop.
    public let message: String
    /// The offending characters, counted in Unicode scalars from the start of the text.
    public let range: Range<Int>
    /// What was probably meant: a name or a piece of text to write instead.
    public let suggestion: String?

    /// An error at some characters of the text.
    public init(_ message: String, at range: Range<Int>, suggestion: String? = nil) {
        self.message = message
        self.range = range
        self.suggestion = suggestion
    }

    /// The same error with its range moved, for an expression that stands inside a longer text.
    func moved(by offset: Int) -> ExpressionError {
        ExpressionError(message, at: range.lowerBound + offset..<range.upperBound + offset, suggestion: suggestion)
    }
}

extension ExpressionError: CustomStringConvertible {
    /// One line: the column from 1, the message and the suggestion.
    public var description: String {
        let hint = suggestion.map { ". Did you mean '\($0)'?" } ?? ""
        return "column \(range.lowerBound + 1): \(message)\(hint)"
    }
}
