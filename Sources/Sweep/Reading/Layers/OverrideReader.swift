/// Reads one `--set` into the layer that it stands for.
///
/// `projector.depth=4` fixes a key, `axes.projector.depth=[2, 4]` gives an axis, `seeds=5` any other part of the spec, and
/// `~lora.alpha` drops what an earlier layer says about a key.
struct OverrideReader {
    /// The file name that places in overrides have.
    static let file = "--set"

    let log: DiagnosticLog

    func read(_ text: String, number: Int) -> YAMLNode? {
        let start = SourceLocation(file: Self.file, line: number, column: 1)
        if text.hasPrefix("~") {
            let removal = YAMLNode(
                content: .scalar(YAMLScalar(text: "", style: .plain, isLiteral: true)),
                location: start,
                isRemoval: true
            )
            return layer(String(text.dropFirst()), start.advanced(by: 1), removal)
        }
        guard let sign = text.firstIndex(of: "="), sign > text.startIndex else {
            log.error("an override is KEY=VALUE or ~KEY, not '\(text)'", at: start)
            return nil
        }
        let column = text.unicodeScalars.distance(from: text.startIndex, to: sign) + 1
        let problems = log.diagnostics.count
        let value = YAMLReader(file: Self.file, log: log).read(String(text[text.index(after: sign)...]))
        guard let value = value ?? empty(at: start.advanced(by: column), unless: problems) else { return nil }
        return layer(String(text[..<sign]), start, moved(value, line: number, by: column))
    }

    private func empty(at location: SourceLocation, unless problems: Int) -> YAMLNode? {
        guard log.diagnostics.count == problems else { return nil }
        return YAMLNode(content: .scalar(YAMLScalar(text: "", style: .plain, isLiteral: true)), location: location)
    }

    /// The nested mapping that a dotted path stands for.
    private func layer(_ path: String, _ location: SourceLocation, _ value: YAMLNode) -> YAMLNode? {
        let path = path.split(separator: " ").joined()
        let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let first = parts.first, !parts.contains("") else {
            log.error("'\(path)' is not a key", at: location)
            return nil
        }
        guard let section = SpecSection(rawValue: first) else {
            return mapping(SpecSection.fixed.rawValue, mapping(path, value, location), location)
        }
        var keys = [first]
        var rest = parts.dropFirst()
        while keys.count <= section.depth, rest.count > 1, keys.count < section.depth {
            keys.append(rest.removeFirst())
        }
        if !rest.isEmpty { keys.append(rest.joined(separator: ".")) }
        return keys.reversed().reduce(value) { mapping($1, $0, location) }
    }

    private func mapping(_ key: String, _ value: YAMLNode, _ location: SourceLocation) -> YAMLNode {
        let entry = YAMLNode.Entry(key: YAMLKey(text: key, location: location), value: value)
        return YAMLNode(content: .mapping([entry]), location: location)
    }

    private func moved(_ node: YAMLNode, line: Int, by columns: Int) -> YAMLNode {
        let place = { (location: SourceLocation) in
            SourceLocation(file: Self.file, line: line, column: location.column + columns)
        }
        let content: YAMLNode.Content
        switch node.content {
        case .scalar: content = node.content
        case .sequence(let elements): content = .sequence(elements.map { moved($0, line: line, by: columns) })
        case .mapping(let entries):
            content = .mapping(
                entries.map { entry in
                    let key = YAMLKey(text: entry.key.text, location: place(entry.key.location))
                    return YAMLNode.Entry(key: key, value: moved(entry.value, line: line, by: columns))
                }
            )
        }
        return YAMLNode(content: content, location: place(node.location), isRemoval: node.isRemoval)
    }
}
