/// How any text is written so that a parser of HTML reads it as text, in content and in quoted attributes alike.
package enum HTMLEscaping {
    /// Appends the text with markup's own characters as references, and what HTML cannot carry as U+FFFD.
    package static func write(_ text: String, to markup: inout String) {
        if text.utf8.allSatisfy(isPlain) {
            markup += text
            return
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": markup += "&amp;"
            case "<": markup += "&lt;"
            case ">": markup += "&gt;"
            case "\"": markup += "&quot;"
            case "'": markup += "&#39;"
            case "\r": markup += "&#13;"
            case "\t", "\n": markup.unicodeScalars.append(scalar)
            case _ where isForbidden(scalar): markup.unicodeScalars.append("\u{FFFD}")
            default: markup.unicodeScalars.append(scalar)
            }
        }
    }

    /// The text as a page's script reads it back from an attribute.
    package static func readBack(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { isForbidden($0) && !["\t", "\n", "\r"].contains($0) }) else {
            return text
        }
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let stays = !isForbidden(scalar) || ["\t", "\n", "\r"].contains(scalar)
            kept.append(stays ? scalar : "\u{FFFD}")
        }
        return String(kept)
    }

    /// Whether a byte stands for itself; most text is all such bytes and is then appended whole.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): false
        default: (0x20...0x7E).contains(byte)
        }
    }

    /// Control characters and noncharacters: parse errors in HTML, and NUL is dropped silently.
    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.properties.isNoncharacterCodePoint
    }
}
