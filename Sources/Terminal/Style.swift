/// How a piece of text stands out on a terminal.
public enum Style: String, CaseIterable, Sendable {
    /// As it is.
    case plain
    /// Heavier.
    case bold
    /// Fainter.
    case dim
    /// For what went wrong.
    case red
    /// For what went well.
    case green
    /// For what needs a look.
    case yellow
    /// For what is under way.
    case cyan

    /// The text with the codes (ECMA-48, "select graphic rendition") that make a terminal show it so.
    public func applied(to text: String) -> String {
        switch self {
        case .plain: text
        case .bold: "\u{1B}[1m\(text)\u{1B}[0m"
        case .dim: "\u{1B}[2m\(text)\u{1B}[0m"
        case .red: "\u{1B}[31m\(text)\u{1B}[0m"
        case .green: "\u{1B}[32m\(text)\u{1B}[0m"
        case .yellow: "\u{1B}[33m\(text)\u{1B}[0m"
        case .cyan: "\u{1B}[36m\(text)\u{1B}[0m"
        }
    }
}
