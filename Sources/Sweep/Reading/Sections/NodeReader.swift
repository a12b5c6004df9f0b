import Expressions

/// Reads the parts of a spec that are not keys of a trainer: known names, whole numbers, words out of a few.
struct NodeReader {
    let log: DiagnosticLog

    /// A mapping's entries; says so when it is none, or when it has keys that are not known.
    func entries(_ node: YAMLNode, of what: String, known: [String]) -> [String: YAMLNode.Entry] {
        guard let entries = node.entries else {
            log.error("'\(what)' must be a mapping, not \(node.kind)", at: node)
            return [:]
        }
        var result: [String: YAMLNode.Entry] = [:]
        for entry in entries {
            guard known.contains(entry.key.text) else {
                unknown(entry.key, in: what, known: known)
                continue
            }
            result[entry.key.text] = entry
        }
        return result
    }

    func unknown(_ key: YAMLKey, in what: String, known: [String]) {
        let meant = Spelling.nearest(to: key.text, among: known)
        log.add(
            Diagnostic(
                .error,
                at: key.location,
                length: key.length,
                "unknown key '\(key.text)' in '\(what)'",
                suggestion: meant,
                advice: meant == nil ? "It takes \(known.joined(separator: ", "))." : nil
            )
        )
    }

    func string(_ node: YAMLNode, _ what: String) -> String? {
        guard case .string(let text) = node.scalar?.value, !text.isEmpty else {
            log.error("'\(what)' must be text, not \(node.kind)", at: node)
            return nil
        }
        return text
    }

    /// A text or a list of texts.
    func strings(_ node: YAMLNode, _ what: String) -> [String] {
        (node.elements ?? [node]).compactMap { string($0, what) }
    }

    func int(_ node: YAMLNode, _ what: String, in range: ClosedRange<Int>) -> Int? {
        guard let int = node.int else {
            let suggestion = node.scalar?.value?.number.flatMap { Int(exactly: $0) }.map(String.init)
            log.error("'\(what)' must be a whole number, not \(node.kind)", at: node, suggestion: suggestion)
            return nil
        }
        guard range.contains(int) else {
            let bounds =
                range.upperBound == .max
                ? "at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
            log.error("'\(what)' must be \(bounds), not \(int)", at: node)
            return nil
        }
        return int
    }

    func positive(_ node: YAMLNode, _ what: String) -> Double? {
        guard let number = node.scalar?.value?.number, number > 0, number.isFinite else {
            log.error("'\(what)' must be a number above 0, not \(node.kind)", at: node)
            return nil
        }
        return number
    }

    func bool(_ node: YAMLNode, _ what: String) -> Bool? {
        guard case .bool(let bool) = node.scalar?.value else {
            let words = ["yes": "true", "on": "true", "no": "false", "off": "false"]
            let suggestion = words[node.scalar?.text.lowercased() ?? ""]
            log.error("'\(what)' must be true or false, not \(node.kind)", at: node, suggestion: suggestion)
            return nil
        }
        return bool
    }

    /// One of a few words.
    func word<T: RawRepresentable>(_ node: YAMLNode, _ what: String, among all: [T]) -> T? where T.RawValue == String {
        if let text = node.scalar?.text, let word = T(rawValue: text) { return word }
        let words = all.map(\.rawValue)
        log.error(
            "'\(what)' is one of \(words.joined(separator: ", ")), not \(node.kind)",
            at: node,
            suggestion: node.scalar.flatMap { Spelling.nearest(to: $0.text, among: words) }
        )
        return nil
    }
}
