import Expressions

/// Reads an explicit table of runs: a list of mappings, or a CSV file whose first line names the keys.
struct RunsReader {
    let values: ValueReader
    let nodes: NodeReader

    /// The rows of `runs: [{a: 1}, {a: 2}]`.
    func read(_ node: YAMLNode, key: YAMLKey) -> Axis? {
        guard let elements = node.elements else {
            nodes.log.error("'runs' must be a list of mappings, or {csv: FILE}, not \(node.kind)", at: node)
            return nil
        }
        let rows = elements.map { element -> [Setting] in
            guard let entries = element.entries else {
                nodes.log.error("a run is a mapping from keys to values, not \(element.kind)", at: element)
                return []
            }
            return entries.compactMap { entry in
                guard values.checkKey(entry.key), let cell = values.cell(entry.value, for: entry.key.text) else {
                    return nil
                }
                return Setting(path: entry.key.text, cell: cell, location: entry.key.location)
            }
        }
        return axis(rows, at: node.location)
    }

    /// The rows of a CSV file.
    ///
    /// An empty field leaves its key alone.
    func read(csv text: String, file: String) -> Axis? {
        let table = CSVTable(text, file: file)
        let start = SourceLocation(file: file, line: 1, column: 1)
        guard let header = table.rows.first else {
            nodes.log.error("the table is empty", at: start)
            return nil
        }
        let keys = header.map { YAMLKey(text: $0.text, location: $0.location) }
        let known = keys.map { values.checkKey($0) }
        for (index, key) in keys.enumerated() where keys[..<index].contains(where: { $0.text == key.text }) {
            nodes.log.error("the column '\(key.text)' appears twice", at: key.location)
        }
        guard !known.contains(false) else { return nil }
        let rows = table.rows.dropFirst()
            .map { row -> [Setting] in
                if row.count != keys.count {
                    let place = row.first?.location ?? start
                    nodes.log.error("the row has \(row.count) fields, the header has \(keys.count)", at: place)
                }
                return zip(keys, row).compactMap { setting($0, $1) }
            }
        return axis(rows, at: start)
    }

    private func setting(_ key: YAMLKey, _ field: CSVTable.Field) -> Setting? {
        guard !field.text.isEmpty else { return nil }
        let node = CSVValue.node(field, isText: values.schema?.parameter(key.text)?.rule.types == .string, nodes.log)
        guard let node, let value = values.value(node) else { return nil }
        let cell = values.checked(value, for: key.text, at: node)
        return cell.map { Setting(path: key.text, cell: $0, location: field.location) }
    }

    private func axis(_ rows: [[Setting]], at location: SourceLocation) -> Axis? {
        guard !rows.isEmpty else {
            nodes.log.error("'runs' has no rows, so there would be no runs", at: location)
            return nil
        }
        return Axis(name: "runs", location: location, domain: .runs(rows))
    }
}

/// A field of a CSV table as a value: plain scalars as in YAML, text that looks like something else in JSON quotes,
/// lists in brackets.
enum CSVValue {
    static func text(_ value: Value) -> String {
        switch value {
        case .string(let string):
            let isPlain = YAMLScalar.resolve(string) == value && !string.isEmpty
            return isPlain && !"\"[{'".contains(string.first ?? "x") ? string : JSONText.text(value)
        case .list: return JSONText.text(value)
        case .double(let double) where !double.isFinite: return value.description
        default: return JSONText.text(value)
        }
    }

    static func node(_ field: CSVTable.Field, isText: Bool, _ log: DiagnosticLog) -> YAMLNode? {
        if field.text.hasPrefix("\"") || field.text.hasPrefix("[") {
            guard let node = YAMLReader(file: field.location.file, log: log).read(field.text) else { return nil }
            return YAMLNode(content: node.content, location: field.location)
        }
        let style: YAMLScalar.Style = isText ? .quoted : .plain
        let scalar = YAMLScalar(text: field.text, style: style, isLiteral: false)
        return YAMLNode(content: .scalar(scalar), location: field.location)
    }
}
