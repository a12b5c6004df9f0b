package import RunLog

/// Text that a user or a trainer wrote, on its way into a page.
package enum UserText {
    /// How much of a value a table shows; the run's own page has the rest.
    private static let short = 120

    /// The text in a box of its own direction, so that a right-to-left mark in it reorders nothing around it.
    ///
    /// No more than `limit` of its Unicode scalars are shown; where there are none, that is said.
    package static func isolated(_ text: String, limit: Int = 10_000) -> HTML {
        HTML(.bdi, [], .text(text.isEmpty ? "(empty)" : shortened(text, to: limit)))
    }

    /// The same for a place that takes no elements: between the characters that isolate (Unicode UAX #9).
    package static func isolatedText(_ text: String, limit: Int) -> String {
        let short = shortened(text, to: limit)
        return short.utf8.allSatisfy { $0 < 0x80 } ? short : "\u{2068}\(short)\u{2069}"
    }

    /// The first scalars of a text, with no more than three marks on a letter: more would be drawn over other lines.
    ///
    /// Scalars, not characters: one character can be any number of combining marks long.
    package static func shortened(_ text: String, to limit: Int = short) -> String {
        let isLong = text.utf8.count > limit && text.unicodeScalars.count > limit
        guard isLong || !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
        var kept = String.UnicodeScalarView()
        var marks = 0
        for scalar in text.unicodeScalars.prefix(limit) {
            marks = scalar.properties.generalCategory == .nonspacingMark ? marks + 1 : 0
            if marks <= 3 { kept.append(scalar) }
        }
        return String(kept) + (isLong ? "…" : "")
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
