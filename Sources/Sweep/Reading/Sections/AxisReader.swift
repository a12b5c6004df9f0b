import Expressions

/// Reads what stands under `axes`, and the axes inside a `one_of`.
struct AxisReader {
    private static let options = ["samples", "step", "seed"]
    private static let forms = ["values", "range", "zip", "one_of"] + DistributionReader.shapes

    let values: ValueReader
    let nodes: NodeReader
    private var log: DiagnosticLog { nodes.log }

    func read(_ node: YAMLNode) -> [Axis] {
        guard let entries = node.entries else {
            log.error("'axes' must be a mapping of axes, not \(node.kind)", at: node)
            return []
        }
        return entries.flatMap { read($0.key, $0.value) }
    }

    private func read(_ key: YAMLKey, _ node: YAMLNode) -> [Axis] {
        if key.text == "seed" || key.text == "seeds" {
            let advice = "Write 'seeds: 3' or 'seeds: [0, 1, 2]' at the top: repeats are averaged, not compared."
            log.error("seeds are not an axis", at: key.location, advice: advice)
            return []
        }
        switch node.content {
        case .sequence: return grid(key, node)
        case .scalar:
            let advice = "Write [\(node.scalar?.text ?? "")], or move the key to 'fixed'."
            log.error("the axis '\(key.text)' needs a list of values, not \(node.kind)", at: node, advice: advice)
            return []
        case .mapping(let entries):
            if isGroup(key, entries) {
                return entries.flatMap { entry in
                    read(YAMLKey(text: "\(key.text).\(entry.key.text)", location: entry.key.location), entry.value)
                }
            }
            return form(key, node)
        }
    }

    /// Whether a mapping holds further keys, as in `projector: {depth: [2, 4]}`, rather than an axis's form.
    private func isGroup(_ key: YAMLKey, _ entries: [YAMLNode.Entry]) -> Bool {
        let words = Self.forms + Self.options
        if entries.isEmpty || entries.contains(where: { words.contains($0.key.text) }) { return false }
        if let schema = values.schema { return schema.hasParameters(under: key.text) }
        return !entries.contains { Spelling.nearest(to: $0.key.text, among: words) != nil }
    }

    private func form(_ key: YAMLKey, _ node: YAMLNode) -> [Axis] {
        if let template = node.unquotedTemplate {
            log.error("an expression needs quotes", at: node, suggestion: "\"{\(template)}\"")
            return []
        }
        let entries = nodes.entries(node, of: key.text, known: Self.forms + Self.options)
        let forms = Self.forms.compactMap { entries[$0] }
        guard let form = forms.first else {
            if entries.count == node.entries?.count {
                let advice = "It takes a list, or one of \(Self.forms.joined(separator: ", "))."
                log.error("the axis '\(key.text)' has no values", at: key.location, advice: advice)
            }
            return []
        }
        if forms.count > 1 {
            log.error("'\(forms[1].key.text)' cannot stand beside '\(form.key.text)'", at: forms[1].key.location)
            return []
        }
        for option in Self.options where entries[option] != nil && !DistributionReader.shapes.contains(form.key.text) {
            log.error(
                "'\(option)' belongs to a distribution, not to '\(form.key.text)'",
                at: entries[option]?.key.location
            )
        }
        return axis(key, form, entries, node).map { [$0] } ?? []
    }

    private func axis(
        _ key: YAMLKey,
        _ form: YAMLNode.Entry,
        _ entries: [String: YAMLNode.Entry],
        _ node: YAMLNode
    ) -> Axis? {
        switch form.key.text {
        case "zip": return ZipReader(values: values, nodes: nodes).read(form.value, key: key)
        case "one_of": return oneOf(form.value, key: key)
        case "values": return grid(key, form.value).first
        case "range":
            guard values.checkKey(key) else { return nil }
            let cells = RangeReader(values: values, nodes: nodes).read(form.value, path: key.text)
            return cells.map { Axis(name: key.text, location: key.location, domain: .values($0)) }
        default:
            guard values.checkKey(key) else { return nil }
            let reader = DistributionReader(values: values, nodes: nodes)
            let domain = reader.read(entries, path: key.text, at: node)
            return domain.map { Axis(name: key.text, location: key.location, domain: $0) }
        }
    }

    private func grid(_ key: YAMLKey, _ node: YAMLNode) -> [Axis] {
        guard values.checkKey(key) else { return [] }
        guard let elements = node.elements, !elements.isEmpty else {
            let message =
                node.elements == nil
                ? "'values' must be a list, not \(node.kind)"
                : "the axis '\(key.text)' has no values, so there would be no runs"
            log.error(message, at: node)
            return []
        }
        let cells = elements.compactMap { values.cell($0, for: key.text) }
        refuseDuplicates(cells.map { [$0] }, of: key.text)
        guard !cells.isEmpty else { return [] }
        return [Axis(name: key.text, location: key.location, domain: .values(cells))]
    }

    /// Says so when a row appears twice; to repeat a run there are seeds.
    private func refuseDuplicates(_ rows: [[Cell]], of name: String) {
        var seen: Set<[ValueSource]> = []
        for row in rows where row.allSatisfy({ $0.literal != nil }) {
            guard !seen.insert(row.map(\.source)).inserted, let cell = row.first, let value = cell.literal else {
                continue
            }
            let advice = "To repeat runs, use 'seeds'."
            log.error("'\(name)' has the value \(value.quoted) twice", at: cell.location, advice: advice)
        }
    }

    private func oneOf(_ node: YAMLNode, key: YAMLKey) -> Axis? {
        guard let entries = node.entries, !entries.isEmpty else {
            log.error("'one_of' must be a mapping of named alternatives, not \(node.kind)", at: node)
            return nil
        }
        let alternatives = entries.compactMap { alternative($0) }
        guard alternatives.count == entries.count else { return nil }
        if values.schema?.parameter(key.text) != nil {
            let advice = "Give the axis a name of its own."
            log.error(
                "'\(key.text)' is a key of the trainer and cannot name a 'one_of'",
                at: key.location,
                advice: advice
            )
        }
        return Axis(name: key.text, location: key.location, domain: .oneOf(alternatives))
    }

    private func alternative(_ entry: YAMLNode.Entry) -> Axis.Alternative? {
        var settings: [Setting] = []
        var axes: [Axis] = []
        switch entry.value.content {
        case .mapping(let inner):
            for item in inner { add(item, to: &settings, &axes) }
        case .scalar(let scalar) where scalar.value == .null: break
        default:
            log.error("the alternative '\(entry.key.text)' must be a mapping of keys, or {}", at: entry.value)
            return nil
        }
        return Axis.Alternative(label: entry.key.text, location: entry.key.location, settings: settings, axes: axes)
    }

    private func add(_ item: YAMLNode.Entry, to settings: inout [Setting], _ axes: inout [Axis]) {
        guard item.value.scalar != nil, item.key.text != "seed", item.key.text != "seeds" else {
            axes += read(item.key, item.value)
            return
        }
        guard values.checkKey(item.key), let cell = values.cell(item.value, for: item.key.text) else { return }
        settings.append(Setting(path: item.key.text, cell: cell, location: item.key.location))
    }
}
