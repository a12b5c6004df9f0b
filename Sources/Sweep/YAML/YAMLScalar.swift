import Expressions

/// A scalar's text and what it means under the core schema of YAML 1.2.
struct YAMLScalar {
    enum Style {
        case plain
        case quoted
        case block
    }

    let text: String
    let style: Style
    /// Whether the file has exactly these characters at the scalar's place (no escapes, no folding).
    let isLiteral: Bool

    var isPlain: Bool { style == .plain }
    var isQuoted: Bool { style == .quoted }

    var markedLength: Int {
        isLiteral ? text.unicodeScalars.count + (isQuoted ? 2 : 0) : 1
    }

    /// The typed value; nil for a whole number that does not fit in 64 bits.
    var value: Value? {
        isPlain ? Self.resolve(text) : .string(text)
    }

    /// Words that older YAML took for truth values and that are plain text here.
    var isOldBoolean: Bool {
        isPlain && ["yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
    }

    /// The meaning of a plain scalar: null, truth, whole number, number, or else text.
    static func resolve(_ text: String) -> Value? {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .double(.infinity)
        case "-.inf", "-.Inf", "-.INF": return .double(-.infinity)
        case ".nan", ".NaN", ".NAN": return .double(.nan)
        default: return number(text)
        }
    }

    private static func number(_ text: String) -> Value? {
        let bytes = Array(text.utf8)
        let digits =
            bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+") ? bytes.dropFirst() : bytes[...]
        guard let first = digits.first, isDigit(first) || first == UInt8(ascii: ".") else { return .string(text) }
        if digits.allSatisfy(isDigit) { return Int(text).map(Value.int) }
        if text.hasPrefix("0x"), let int = Int(text.dropFirst(2), radix: 16) { return .int(int) }
        if text.hasPrefix("0o"), let int = Int(text.dropFirst(2), radix: 8) { return .int(int) }
        guard isDecimal(digits), let double = Double(text) else { return .string(text) }
        return .double(double)
    }

    /// Whether the text is `( . digits | digits ( . digits? )? ) ( e sign? digits )?`.
    private static func isDecimal(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        let whole = takeDigits(&rest)
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            fraction = takeDigits(&rest)
        }
        guard whole + fraction > 0 else { return false }
        guard let mark = rest.first else { return true }
        guard mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") else { return false }
        rest = rest.dropFirst()
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        return takeDigits(&rest) > 0 && rest.isEmpty
    }

    private static func takeDigits(_ bytes: inout ArraySlice<UInt8>) -> Int {
        let digits = bytes.prefix(while: isDigit)
        bytes = bytes.dropFirst(digits.count)
        return digits.count
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
}
