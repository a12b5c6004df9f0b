import Expressions
import Yams

/// Reads YAML text into nodes with places.
///
/// The only file that knows the YAML library.
struct YAMLReader {
    let file: String
    let log: DiagnosticLog

    /// The file's root node; nil when the text cannot be read, which is then in the log.
    func read(_ text: String) -> YAMLNode? {
        var precheck = YAMLPrecheck(file: file, log: log)
        let before = log.diagnostics.count
        precheck.check(text)
        guard log.diagnostics.count == before else { return nil }
        let lines = text.unicodeScalars.split(omittingEmptySubsequences: false) { $0 == "\n" }.map(Array.init)
        do {
            let parser = try Parser(yaml: text)
            guard let root = try parser.singleRoot() else { return nil }
            return withExtendedLifetime(parser) { convert(root, lines) }
        } catch let error as YamlError {
            report(error, lines)
        } catch {
            log.error("\(error)", at: place(1, 1))
        }
        return nil
    }

    private func convert(_ node: Node, _ lines: [[Unicode.Scalar]]) -> YAMLNode? {
        let location = node.mark.map { place($0.line, $0.column) } ?? place(1, 1)
        if node.anchor != nil {
            log.error("anchors are not supported", at: location)
            return nil
        }
        switch node {
        case .scalar(let scalar): return convert(scalar, location, lines)
        case .sequence(let sequence):
            return YAMLNode(content: .sequence(sequence.compactMap { convert($0, lines) }), location: location)
        case .mapping(let mapping):
            let entries = mapping.compactMap { key, value -> YAMLNode.Entry? in
                guard let name = key.scalar, let keyMark = key.mark else {
                    log.error("a key must be a name, not a list or a mapping", at: location)
                    return nil
                }
                guard let value = convert(value, lines) else { return nil }
                let location = place(keyMark.line, keyMark.column)
                return YAMLNode.Entry(key: YAMLKey(text: name.string, location: location), value: value)
            }
            return YAMLNode(content: .mapping(entries), location: location)
        case .alias:
            log.error("aliases are not supported", at: location)
            return nil
        }
    }

    private func convert(
        _ scalar: Node.Scalar,
        _ location: SourceLocation,
        _ lines: [[Unicode.Scalar]]
    ) -> YAMLNode {
        let isRemoval = scalar.tag.rawValue == "!remove"
        let style: YAMLScalar.Style
        switch scalar.style {
        case .singleQuoted, .doubleQuoted: style = .quoted
        case .literal, .folded: style = .block
        case .plain, .any: style = .plain
        }
        let offset = style == .quoted ? location.column : location.column - 1
        let line = lines.indices.contains(location.line - 1) ? lines[location.line - 1] : lines[0]
        let isLiteral = style != .block && line.dropFirst(offset).starts(with: scalar.string.unicodeScalars)
        let content = YAMLScalar(text: scalar.string, style: style, isLiteral: isLiteral)
        return YAMLNode(content: .scalar(content), location: location, isRemoval: isRemoval)
    }

    private func report(_ error: YamlError, _ lines: [[Unicode.Scalar]]) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let reason = context.map { "\(problem) \($0.text)" } ?? problem
            let text = "not valid YAML: \(reason.trimmedSpaces)"
            log.error(text, at: place(mark.line, mark.column), advice: advice(problem))
        case .duplicatedKeysInMapping(let duplicates, let context):
            let key = duplicates.first ?? ""
            let first = place(context.mark.line, context.mark.column)
            let second = secondPlace(of: key, after: first, lines) ?? first
            let message = "the key '\(key)' appears twice in the same mapping (first at line \(first.line))"
            log.add(Diagnostic(.error, at: second, length: key.unicodeScalars.count, message))
        case .reader(let problem, _, _, _): log.error("not valid YAML: \(problem)", at: place(1, 1))
        default: log.error("not valid YAML: \(error)", at: place(1, 1))
        }
    }

    private func advice(_ problem: String) -> String? {
        switch problem {
        case let text where text.contains("mapping values are not allowed"):
            "Is a colon missing a line break before it, or does a text with ': ' need quotes?"
        case let text where text.contains("did not find expected ',' or"): "Is a bracket not closed?"
        case let text where text.contains("could not find expected ':'"): "A key needs ': ' after it."
        case let text where text.contains("cannot start any token"): "Put the text in quotes."
        default: nil
        }
    }

    /// Where a key stands for the second time: the next one in the same column, or else further on in the same line.
    private func secondPlace(of key: String, after mark: SourceLocation, _ lines: [[Unicode.Scalar]])
        -> SourceLocation?
    {
        let spellings = [key, "\"\(key)\"", "'\(key)'"].map { Array($0.unicodeScalars) }
        func isHere(_ line: [Unicode.Scalar], _ column: Int) -> Bool {
            let rest = line.dropFirst(column)
            return spellings.contains { rest.starts(with: $0) && rest.dropFirst($0.count).first == ":" }
        }
        guard lines.indices.contains(mark.line - 1) else { return nil }
        let line = lines[mark.line - 1]
        for column in stride(from: mark.column + key.unicodeScalars.count, to: line.count, by: 1)
        where " {,".unicodeScalars.contains(line[column - 1]) && isHere(line, column) {
            return place(mark.line, column + 1)
        }
        for number in lines.indices.dropFirst(mark.line) where isHere(lines[number], mark.column - 1) {
            return place(number + 1, mark.column)
        }
        return nil
    }

    private func place(_ line: Int, _ column: Int) -> SourceLocation {
        SourceLocation(file: file, line: line, column: column)
    }
}

extension String {
    /// The text without spaces and line breaks at its ends.
    fileprivate var trimmedSpaces: String {
        let isSpace = { (character: Character) in character.isWhitespace }
        return String(drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}
