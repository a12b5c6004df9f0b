import RunLog

extension JSONValue {
    /// What a text stands for where everything is kept as text: a whole number, a decimal one, a truth value, or itself.
    init(written text: String) {
        switch text {
        case "True", "true", "TRUE": self = .bool(true)
        case "False", "false", "FALSE": self = .bool(false)
        case "None", "null": self = .null
        default: self = Int64(text).map { .int($0) } ?? Self.decimal(text).map { .double($0) } ?? .string(text)
        }
    }

    private static func decimal(_ text: String) -> Double? {
        let isPlain = !text.isEmpty && text.utf8.allSatisfy { byte in "0123456789+-.eE".utf8.contains(byte) }
        return isPlain ? Double(text).flatMap { $0.isFinite ? $0 : nil } : nil
    }
}
