import Expressions

/// Reads the rows of an expected table.
struct ExpectedRowReader {
    let nodes: NodeReader
    /// Where cells without a place of their own can be had.
    let place: String?

    private var log: DiagnosticLog { nodes.log }

    func read(_ node: YAMLNode) -> [ExpectedRow] {
        guard let entries = node.entries, !entries.isEmpty else {
            log.error("'rows' must be a mapping from names to rows, not \(node.kind)", at: node)
            return []
        }
        let rows = entries.compactMap(row)
        for (index, row) in rows.enumerated() {
            let twin = rows[..<index].first { Set($0.conditions) == Set(row.conditions) }
            if let twin {
                log.error(
                    "rows '\(twin.id)' and '\(row.id)' ask for the same runs (first at line \(twin.location.line))",
                    at: row.location
                )
            }
        }
        return rows
    }

    private func row(_ entry: YAMLNode.Entry) -> ExpectedRow? {
        let name = entry.key.text
        if name.isEmpty || name.contains(where: \.isWhitespace) {
            log.error(
                "'\(name)' cannot name a row: claims are written with blanks between words",
                at: entry.key.location
            )
        }
        let parts = nodes.entries(entry.value, of: name, known: ["where", "label", "paper", "from", "get"])
        guard let node = parts["where"]?.value else {
            log.error("row '\(name)' does not say which runs it means", at: entry.key.location, advice: "Add 'where'.")
            return nil
        }
        let value = paper(parts["paper"], name)
        return ExpectedRow(
            id: name,
            label: parts["label"].flatMap { nodes.string($0.value, "label") } ?? name,
            conditions: conditions(node, name),
            paper: value,
            source: source(parts, value, entry.key),
            location: entry.key.location
        )
    }

    /// A value, or nothing for a cell that nobody transcribed.
    private func paper(_ entry: YAMLNode.Entry?, _ name: String) -> Double? {
        guard let entry, entry.value.scalar?.value != .null else { return nil }
        guard let number = entry.value.scalar?.value?.number, number.isFinite else {
            log.error("the paper's value of row '\(name)' must be a number, not \(entry.value.kind)", at: entry.value)
            return nil
        }
        return number
    }

    /// A value says where it is from, an empty cell where to get it.
    private func source(_ parts: [String: YAMLNode.Entry], _ value: Double?, _ key: YAMLKey) -> String {
        let name = value == nil ? "get" : "from"
        if let entry = parts[name] { return nodes.string(entry.value, name) ?? "" }
        if value == nil, let place { return place }
        log.error(
            value == nil
                ? "the cell of row '\(key.text)' is empty and does not say where to get it"
                : "the paper's value of row '\(key.text)' does not say where it is from",
            at: key.location,
            advice: "Add '\(name)', such as \(name): \"table 2, row 5\"."
        )
        return ""
    }

    private func conditions(_ node: YAMLNode, _ name: String) -> [RowCondition] {
        guard let entries = node.entries, !entries.isEmpty else {
            log.error("'where' of row '\(name)' must be a mapping from keys to values, not \(node.kind)", at: node)
            return []
        }
        let values = ValueReader(schema: nil, log: log)
        return entries.compactMap { entry in
            guard entry.key.text != "seed" else {
                log.error("a row stands for all its seeds", at: entry.key.location, advice: "Take 'seed' out.")
                return nil
            }
            return condition(entry, values)
        }
    }

    private func condition(_ entry: YAMLNode.Entry, _ values: ValueReader) -> RowCondition? {
        guard let text = entry.value.sourceText, Template.isNeeded(for: text.text) else {
            return values.value(entry.value).map { RowCondition(path: entry.key.text, value: $0) }
        }
        do throws(ExpressionError) {
            return try RowCondition(path: entry.key.text, computed: text.text)
        } catch {
            log.error(error, in: text)
            return nil
        }
    }
}
