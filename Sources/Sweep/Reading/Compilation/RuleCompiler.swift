import Expressions

/// Reads `exclude` and `only_if` against the slots of a space.
struct RuleCompiler {
    let nodes: NodeReader
    let values: ValueReader
    let axes: [Axis]
    let slots: SlotTable
    private var log: DiagnosticLog { nodes.log }

    func exclusions(_ node: YAMLNode) -> [Rule] {
        guard let elements = node.elements else {
            let advice = "Write [{key: value, …}]: rows that match all keys of an entry go."
            log.error("'exclude' must be a list of mappings, not \(node.kind)", at: node, advice: advice)
            return []
        }
        return elements.enumerated()
            .compactMap { index, element -> Rule? in
                guard let entries = element.entries, !entries.isEmpty else {
                    log.error("an exclusion is a mapping from keys to values, not \(element.kind)", at: element)
                    return nil
                }
                let conditions = entries.flatMap { self.conditions($0) }
                return Rule(name: "exclude #\(index + 1)", location: element.location, test: .exclude(conditions))
            }
    }

    func requirements(_ node: YAMLNode) -> [Rule] {
        let elements = node.elements ?? [node]
        return elements.enumerated()
            .compactMap { index, element -> Rule? in
                guard let source = element.sourceText, !source.text.isEmpty else {
                    log.error("'only_if' must be an expression, not \(element.kind)", at: element)
                    return nil
                }
                let name = node.elements == nil ? "only_if" : "only_if #\(index + 1)"
                do throws(ExpressionError) {
                    let expression = try Expression(source.text, known: slots.names, resolve: slots.symbol)
                    if expression.types.isDisjoint(with: [.bool, .null]) {
                        log.error("'only_if' needs true or false; this gives \(expression.types)", at: element)
                    }
                    return Rule(name: name, location: element.location, test: .require(expression, source))
                } catch {
                    log.error(error, in: source)
                    return nil
                }
            }
    }

    private func conditions(_ entry: YAMLNode.Entry) -> [Rule.Condition] {
        let name = entry.key.text
        if let inner = entry.value.entries {
            guard let axis = axes.first(where: { $0.name == name && $0.isNamed }) else {
                return inner.flatMap { item in
                    let key = YAMLKey(text: "\(name).\(item.key.text)", location: item.key.location)
                    return conditions(YAMLNode.Entry(key: key, value: item.value))
                }
            }
            return inner.flatMap { item -> [Rule.Condition] in
                if !axis.paths.contains(item.key.text) { unknown(item.key, among: axis.paths) }
                return conditions(item)
            }
        }
        guard case .slot(let slot, _, _)? = slots.symbol(name) else {
            if values.schema?.parameter(name) != nil {
                log.error("'\(name)' is not set in this sweep, so no rule can go by it", at: entry.key.location)
            } else {
                unknown(entry.key, among: slots.names)
            }
            return []
        }
        let elements = entry.value.elements ?? [entry.value]
        let values = elements.compactMap { value($0, name) }
        return [Rule.Condition(name: name, values: values, slot: slot)]
    }

    private func unknown(_ key: YAMLKey, among names: [String]) {
        let meant = Spelling.nearest(to: key.text, among: names)
        log.add(
            Diagnostic(.error, at: key.location, length: key.length, "unknown key '\(key.text)'", suggestion: meant)
        )
    }

    private func value(_ node: YAMLNode, _ name: String) -> Value? {
        guard let axis = axes.first(where: { $0.name == name }) else { return values.cell(node, for: name)?.literal }
        switch axis.domain {
        case .values, .distribution: return values.cell(node, for: name)?.literal
        case .oneOf(let alternatives):
            let labels = alternatives.map(\.label)
            let text = node.scalar?.text ?? ""
            if labels.contains(text) { return .string(text) }
            log.error(
                "'\(name)' has no alternative \(node.kind): it has \(labels.joined(separator: ", "))",
                at: node,
                suggestion: Spelling.nearest(to: text, among: labels)
            )
            return nil
        case .zip(_, let rows):
            if let index = node.int, rows.indices.contains(index) { return .int(index) }
            log.error("'\(name)' has positions 0 to \(rows.count - 1), not \(node.kind)", at: node)
            return nil
        case .runs: return nil
        }
    }
}
