import Expressions

/// Puts layers on top of one another.
///
/// A key that a later layer fixes is no axis any more, and the other way round: the later word counts.
struct SpecMerger {
    let log: DiagnosticLog
    private(set) var sections: [SpecSection: YAMLNode.Entry] = [:]

    init(log: DiagnosticLog) {
        self.log = log
    }

    mutating func add(_ layer: YAMLNode) {
        for entry in layer.entries ?? [] {
            guard let section = SpecSection(rawValue: entry.key.text) else {
                reportUnknown(entry)
                continue
            }
            guard section != .include else { continue }
            let value = section == .fixed ? flattened(entry.value) : entry.value
            if section == .fixed { release(value, from: .axes) }
            if section == .axes { release(value, from: .fixed) }
            if value.isRemoval {
                if sections.removeValue(forKey: section) == nil { nothingToRemove(entry.key, []) }
            } else {
                let base = sections[section]?.value ?? YAMLNode(content: .mapping([]), location: value.location)
                let merged = section.depth == 0 ? value : merge(base, value, depth: section.depth, section)
                sections[section] = YAMLNode.Entry(key: entry.key, value: merged)
            }
        }
    }

    private func reportUnknown(_ entry: YAMLNode.Entry) {
        let known = SpecSection.allCases.map(\.rawValue)
        let others = ["grid": "axes", "parameters": "axes", "matrix": "axes", "defaults": "include", "params": "fixed"]
        let meant = others[entry.key.text] ?? Spelling.nearest(to: entry.key.text, among: known)
        let advice =
            meant == nil && entry.key.text.contains(".") ? "Keys of the trainer stand under 'fixed' or 'axes'." : nil
        log.add(
            Diagnostic(
                .error,
                at: entry.key.location,
                length: entry.key.length,
                "unknown key '\(entry.key.text)'",
                suggestion: meant,
                advice: advice
            )
        )
    }

    private mutating func merge(_ base: YAMLNode, _ over: YAMLNode, depth: Int, _ section: SpecSection) -> YAMLNode {
        guard depth > 0, var entries = base.entries, let additions = over.entries else { return over }
        var indexes = Dictionary(entries.enumerated().map { ($0.element.key.text, $0.offset) }) { first, _ in first }
        for addition in additions {
            let index = indexes[addition.key.text]
            if addition.value.isRemoval {
                remove(addition.key, from: &entries, section)
                indexes = Dictionary(entries.enumerated().map { ($0.element.key.text, $0.offset) }) { first, _ in first
                }
            } else if let index {
                let value = merge(entries[index].value, addition.value, depth: depth - 1, section)
                entries[index] = YAMLNode.Entry(key: addition.key, value: value)
            } else {
                let base = depth > 1 ? emptied(addition.value) : nil
                let value = base.map { merge($0, addition.value, depth: depth - 1, section) } ?? addition.value
                indexes[addition.key.text] = entries.count
                entries.append(YAMLNode.Entry(key: addition.key, value: value))
            }
        }
        return YAMLNode(content: .mapping(entries), location: over.location)
    }

    /// An empty node of the same kind, so that removals in a new entry are found to remove nothing.
    private func emptied(_ node: YAMLNode) -> YAMLNode {
        node.entries == nil ? node : YAMLNode(content: .mapping([]), location: node.location)
    }

    /// Drops a key, or under `fixed` all keys below it; under `fixed` an axis of that name goes too.
    private mutating func remove(_ key: YAMLKey, from entries: inout [YAMLNode.Entry], _ section: SpecSection) {
        let before = entries.count
        let names = entries.map(\.key.text)
        let isGroup = section == .fixed || section == .axes
        entries.removeAll { $0.key.text == key.text || (isGroup && $0.key.text.hasPrefix(key.text + ".")) }
        guard entries.count == before else { return }
        if section == .fixed, let axes = sections[.axes], var inner = axes.value.entries {
            let count = inner.count
            inner.removeAll { $0.key.text == key.text }
            if inner.count < count {
                let node = YAMLNode(content: .mapping(inner), location: axes.value.location)
                sections[.axes] = YAMLNode.Entry(key: axes.key, value: node)
                return
            }
        }
        nothingToRemove(key, names)
    }

    private func nothingToRemove(_ key: YAMLKey, _ names: [String]) {
        log.add(
            Diagnostic(
                .error,
                at: key.location,
                length: key.length,
                "nothing to remove: no earlier file sets '\(key.text)'",
                suggestion: Spelling.nearest(to: key.text, among: names)
            )
        )
    }

    /// Takes the keys of a new layer out of the other section of the earlier ones.
    private mutating func release(_ layer: YAMLNode, from other: SpecSection) {
        guard let section = sections[other], let entries = section.value.entries else { return }
        let keys = Set((layer.entries ?? []).filter { !$0.value.isRemoval }.map(\.key.text))
        let isFromThisFile = { (key: YAMLKey) in
            key.location.file == layer.location.file && key.location.file != "--set"
        }
        let kept = entries.filter { !keys.contains($0.key.text) || isFromThisFile($0.key) }
        let node = YAMLNode(content: .mapping(kept), location: section.value.location)
        sections[other] = YAMLNode.Entry(key: section.key, value: node)
    }

    /// `optimizer: {lr: 1}` as `optimizer.lr: 1`, at any depth.
    private func flattened(_ node: YAMLNode) -> YAMLNode {
        guard node.entries != nil else { return node }
        var result: [YAMLNode.Entry] = []
        var lines: [String: Int] = [:]
        flatten(node, prefix: "", into: &result, &lines)
        return YAMLNode(content: .mapping(result), location: node.location, isRemoval: node.isRemoval)
    }

    private func flatten(
        _ node: YAMLNode,
        prefix: String,
        into result: inout [YAMLNode.Entry],
        _ lines: inout [String: Int]
    ) {
        for entry in node.entries ?? [] {
            let path = prefix + entry.key.text
            if let inner = entry.value.entries, !inner.isEmpty, entry.value.unquotedTemplate == nil {
                flatten(entry.value, prefix: path + ".", into: &result, &lines)
            } else if let line = lines[path] {
                log.error("'\(path)' is set twice (first at line \(line))", at: entry.key.location)
            } else {
                lines[path] = entry.key.location.line
                let key = YAMLKey(text: path, location: entry.key.location)
                result.append(YAMLNode.Entry(key: key, value: entry.value))
            }
        }
    }
}

extension YAMLNode {
    /// The text of `{2 * lora.rank}` written without quotes, which YAML takes for a mapping with an empty value.
    var unquotedTemplate: String? {
        guard let entries, entries.count == 1, let entry = entries.first,
            let scalar = entry.value.scalar, scalar.isPlain, scalar.text.isEmpty,
            entry.key.text.contains(where: { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "." })
        else { return nil }
        return entry.key.text
    }
}
