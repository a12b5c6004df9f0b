/// How many columns of a terminal texts take.
public enum TextWidth {
    /// The columns of a text without line breaks: East Asian wide characters and emoji take two.
    public static func of(_ text: String) -> Int {
        let bytes = text.utf8
        if bytes.allSatisfy({ $0 < 0x80 }) { return bytes.count }
        return text.reduce(0) { $0 + of($1) }
    }

    /// The text, or its beginning with an ellipsis so that it takes at most `width` columns.
    public static func truncated(_ text: String, to width: Int) -> String {
        guard of(text) > width else { return text }
        guard width > 0 else { return "" }
        var kept = ""
        var columns = 0
        for character in text {
            columns += of(character)
            if columns > width - 1 { break }
            kept.append(character)
        }
        return kept + "…"
    }

    /// The text filled up with spaces to `width` columns.
    public static func padded(_ text: String, to width: Int, _ alignment: Table.Alignment) -> String {
        let space = String(repeating: " ", count: max(0, width - of(text)))
        return alignment == .leading ? text + space : space + text
    }

    private static func of(_ character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        if scalar.properties.isEmojiPresentation { return 2 }
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0: return 0
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}
