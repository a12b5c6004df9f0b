import RunLog

/// A configuration, a leaf a row.
package enum ParameterTable {
    package struct Row: Sendable {
        let name: String
        let value: JSONValue
        /// Whether other runs of the sweep have another value.
        let varies: Bool
    }

    /// A value longer than this would push everything else off the page.
    private static let longest = 2000

    /// A table of settings longer than this is cut.
    static let mostRows = 1000

    package static func html(_ rows: [Row]) -> HTML {
        let body = rows.prefix(mostRows)
            .map { row in
                HTML(
                    .tr,
                    row.varies ? [.class("varies")] : [],
                    HTML(.th, [HTMLAttribute("scope", "row")], UserText.isolated(row.name, limit: 200)),
                    HTML(
                        .td,
                        [],
                        value(row.value),
                        row.varies ? HTML(.span, [.class("tag")], "varies") : .nothing
                    )
                )
            }
        let head = HTML(
            .tr,
            [],
            HTML(.th, [HTMLAttribute("scope", "col")], "Setting"),
            HTML(.th, [HTMLAttribute("scope", "col")], "Value")
        )
        return HTML(
            .div,
            [.class("scroll")],
            HTML(.table, [.class("settings")], HTML(.thead, [], head), HTML(.tbody, [], each: body))
        )
    }

    private static func value(_ value: JSONValue) -> HTML {
        let text = UserText.value(value)
        let size = text.unicodeScalars.count
        guard size > longest else { return UserText.isolated(text) }
        let note = " (the first \(longest) of \(NumberText.grouped(Int64(size))) characters; config.json has all)"
        return .group([UserText.isolated(text, limit: longest), HTML(.small, [.class("quiet")], .text(note))])
    }
}
