/// JSON that is also safe as JavaScript source, in a file or inside a page.
package enum ScriptText {
    /// The text as a JSON string in ASCII but for letters: `<` cannot open a tag, U+2028 and U+2029 end no line.
    package static func string(_ text: String) -> String {
        var json = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": json += "\\\""
            case "\\": json += "\\\\"
            case "\n": json += "\\n"
            case "<", ">", "&", "\u{2028}", "\u{2029}", "\u{7F}"..."\u{9F}", "\0"..<" ": json += escape(scalar)
            default: json.unicodeScalars.append(scalar)
            }
        }
        return json + "\""
    }

    /// A number in at most seven significant digits, enough for what single precision holds.
    ///
    /// Whole numbers stay whole.
    ///
    /// - Precondition: The value is finite; JSON has no other numbers.
    package static func number(_ value: Double) -> String {
        if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
        let magnitude = abs(value)
        // Powers of ten up to 10^22 are exact, so one division rounds correctly and prints short.
        guard magnitude > 1e-15, magnitude < 1e6 else { return "\(value)" }
        var scale = 1.0
        while magnitude * scale < 1e6 { scale *= 10 }
        return "\((value * scale).rounded() / scale)"
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
