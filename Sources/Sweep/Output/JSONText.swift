import Expressions

/// Writes values as JSON, each in exactly one way.
enum JSONText {
    static func text(_ value: Value) -> String {
        var text = ""
        append(value, to: &text)
        return text
    }

    static func append(_ value: Value, to text: inout String) {
        switch value {
        case .null: text += "null"
        case .bool(let bool): text += bool ? "true" : "false"
        case .int(let int): text += String(int)
        case .double(let double): text += double.isFinite ? double.description : "\"\(value)\""
        case .string(let string): append(string, to: &text)
        case .list(let values):
            text += "["
            for (index, element) in values.enumerated() {
                if index > 0 { text += ", " }
                append(element, to: &text)
            }
            text += "]"
        }
    }

    static func append(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case let control where control.value < 32 || control.value == 127:
                let digits = String(control.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
