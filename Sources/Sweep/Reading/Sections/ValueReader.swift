import Expressions

/// Reads values of configuration keys and checks them against the trainer's schema.
struct ValueReader {
    let schema: TrainerSchema?
    let log: DiagnosticLog

    /// Whether the trainer has a key; says so when it does not.
    func checkKey(_ key: YAMLKey) -> Bool {
        let parts = key.text.split(separator: ".", omittingEmptySubsequences: false)
        if parts.contains(where: { $0.isEmpty || $0.contains(where: \.isWhitespace) }) {
            report(key, "'\(key.text)' is not a key: its parts are joined by single dots")
            return false
        }
        guard let schema, !schema.isOpen, schema.parameter(key.text) == nil else { return true }
        if schema.hasParameters(under: key.text) {
            let inside = schema.paths.filter { $0.hasPrefix(key.text + ".") }.prefix(4).joined(separator: ", ")
            report(key, "'\(key.text)' is a group of keys, not a key", advice: "It holds \(inside).")
        } else {
            let meant = log.isFull ? nil : Spelling.nearest(to: key.text, among: schema.paths)
            report(key, "unknown key '\(key.text)'", suggestion: meant)
        }
        return false
    }

    private func report(_ key: YAMLKey, _ message: String, suggestion: String? = nil, advice: String? = nil) {
        log.add(
            Diagnostic(
                .error,
                at: key.location,
                length: key.length,
                message,
                suggestion: suggestion,
                advice: advice
            )
        )
    }

    /// A key's value; nil when it cannot be one, which is then in the log.
    func cell(_ node: YAMLNode, for path: String) -> Cell? {
        if let text = node.sourceText, node.scalar?.value.map({ $0.type == .string }) ?? false,
            Template.isNeeded(for: text.text)
        {
            return Cell(source: .computed(text), location: node.location)
        }
        guard let value = value(node), let cell = checked(value, for: path, at: node) else { return nil }
        if schema?.parameter(path) == nil, node.scalar?.isOldBoolean ?? false { warnOfOldBoolean(node) }
        return cell
    }

    /// A literal value in the trainer's type; nil when the trainer does not take it, which is then in the log.
    func checked(_ value: Value, for path: String, at node: YAMLNode) -> Cell? {
        let rule = schema?.parameter(path)?.rule ?? ValueRule()
        let adapted = rule.adapted(value)
        if let problem = rule.problem(with: adapted) {
            log.error("'\(path)': \(problem.message)", at: node, suggestion: problem.suggestion)
            return nil
        }
        return Cell(source: .literal(adapted), location: node.location)
    }

    private func warnOfOldBoolean(_ node: YAMLNode) {
        guard let word = node.scalar?.text else { return }
        let truth = ["yes", "on", "y"].contains(word.lowercased()) ? "true" : "false"
        log.warning(
            "'\(word)' is text here, not a truth value",
            at: node.location,
            suggestion: truth,
            advice: "Quote it if text is meant."
        )
    }

    /// A literal value: a scalar, or a list of them.
    func value(_ node: YAMLNode) -> Value? {
        switch node.content {
        case .scalar(let scalar):
            if scalar.value == nil { log.error("\(scalar.text) is too large for a whole number", at: node) }
            return scalar.value
        case .sequence(let elements):
            let values = elements.compactMap { element -> Value? in
                if let text = element.scalar?.text, Template.isNeeded(for: text) {
                    let advice = "Compute the whole list, as in \"{[a, 2 * a]}\"."
                    log.error("an expression cannot stand inside a list value", at: element, advice: advice)
                    return nil
                }
                return value(element)
            }
            return values.count == elements.count ? .list(values) : nil
        case .mapping:
            if let template = node.unquotedTemplate {
                log.error("an expression needs quotes", at: node, suggestion: "\"{\(template)}\"")
            } else {
                log.error("expected a value, found a mapping", at: node)
            }
            return nil
        }
    }
}
