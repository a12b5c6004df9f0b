package import RunLog

/// Text that a user or a trainer wrote, on its way into a page.
package enum UserText {
    /// How much of a value a table shows; the run's own page has the rest.
    private static let short = 120

    /// The text in a box of its own direction, so that a right-to-left mark in it reorders nothing around it.
    ///
    /// - Parameter limit: How many Unicode scalars are shown before an ellipsis.
    package static func isolated(_ text: String, limit: Int = 10_000) -> HTML {
        HTML(.bdi, [], .text(shortened(text, to: limit)))
    }

    /// The first scalars of a text. Scalars, not characters: one character can be any number of combining marks long.
    package static func shortened(_ text: String, to limit: Int = short) -> String {
        guard text.utf8.count > limit, text.unicodeScalars.count > limit else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit))) + "…"
    }

    /// A configuration's value as its owner would write it: strings without quotes, lists and objects as JSON.
    package static func value(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): text
        default: nested(value)
        }
    }

    private static func nested(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .double(let number): NumberText.shortest(number)
        case .string(let text): ScriptText.string(text)
        case .array(let values): "[" + values.map(nested).joined(separator: ", ") + "]"
        case .object(let members):
            "{" + members.map { "\(ScriptText.string($0.key)): \(nested($0.value))" }.joined(separator: ", ") + "}"
        }
    }
}

extension NumberText {
    /// All digits that tell the number from its neighbours: `0.0001`, `1e-5`.
    package static func shortest(_ value: Double) -> String {
        guard value.isFinite else { return significant(value) }
        if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
        return "\(value)".replacing("e-0", with: "e-")
    }
}
