/// A piece of text from a spec that is read further, such as an expression, with where it starts.
public struct SourceText: Hashable, Sendable {
    /// The text with quotes and escapes resolved.
    public let text: String
    /// Where its first character stands.
    public let location: SourceLocation
    /// Whether the file has the same characters, one for one, so that an offset in the text is one in the file.
    let isLiteral: Bool
}
