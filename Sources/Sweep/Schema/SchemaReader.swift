import Expressions

/// Reads a trainer's JSON Schema.
///
/// JSON is YAML too, so the one reader serves, and problems have places.
struct SchemaReader {
    let log: DiagnosticLog
    private var parameters: [TrainerSchema.Parameter] = []

    init(log: DiagnosticLog) {
        self.log = log
    }

    static func read(_ text: String, file: String, log: DiagnosticLog) -> TrainerSchema? {
        let spaced = String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\t" ? " " : $0 }))
        guard let root = YAMLReader(file: file, log: log).read(spaced) else { return nil }
        var reader = SchemaReader(log: log)
        return reader.schema(root)
    }

    private mutating func schema(_ root: YAMLNode) -> TrainerSchema? {
        guard let entries = root.entries, let properties = root.child("properties") else {
            log.error("not a schema: an object with 'properties' was expected", at: root.location)
            return nil
        }
        read(properties, prefix: "")
        let metrics = root.child("x-metrics")?.elements ?? []
        return TrainerSchema(
            parameters: parameters,
            codeVersion: root.child("x-code-version")?.int,
            commands: root.child("x-commands")?.elements?.compactMap { $0.scalar?.text } ?? [],
            metrics: metrics.compactMap { metric in
                guard let name = metric.child("name")?.scalar?.text else { return nil }
                return TrainerSchema.Metric(
                    name: name,
                    goal: metric.child("goal")?.scalar.flatMap { Goal(rawValue: $0.text) }
                )
            },
            isOpen: entries.contains { $0.key.text == "additionalProperties" && $0.value.scalar?.value == .bool(true) },
            constraints: constraints(root),
            presets: presets(root)
        )
    }

    private func constraints(_ root: YAMLNode) -> [TrainerSchema.Constraint] {
        let indexes = Dictionary(parameters.enumerated().map { ($0.element.path, $0.offset) }) { first, _ in first }
        let rules = parameters.map(\.rule)
        return (root.child("x-constraints")?.elements ?? [])
            .compactMap { node in
                guard let source = node.child("require")?.sourceText, let text = node.child("message")?.scalar?.text
                else {
                    log.error("a constraint has a 'require' and a 'message'", at: node)
                    return nil
                }
                do throws(ExpressionError) {
                    let require = try Expression(source.text, known: parameters.map(\.path)) { name in
                        indexes[name].map { .slot($0, types: rules[$0].types, choices: rules[$0].choices) }
                    }
                    return TrainerSchema.Constraint(require: require, message: text)
                } catch {
                    log.error(error, in: source)
                    return nil
                }
            }
    }

    private func presets(_ root: YAMLNode) -> TrainerSchema.Presets? {
        guard let node = root.child("x-presets"), let key = node.child("key")?.scalar?.text else { return nil }
        let rules = Dictionary(parameters.map { ($0.path, $0.rule) }) { first, _ in first }
        let sets = (node.child("defaults")?.entries ?? [])
            .map { entry in
                let defaults = (entry.value.entries ?? [])
                    .compactMap { item in
                        item.value.plainValue.map { value in
                            Assignment(path: item.key.text, value: rules[item.key.text]?.adapted(value) ?? value)
                        }
                    }
                return (entry.key.text, defaults)
            }
        return TrainerSchema.Presets(key: key, defaults: Dictionary(sets) { first, _ in first })
    }

    private mutating func read(_ properties: YAMLNode, prefix: String) {
        guard let entries = properties.entries else {
            return log.error("'properties' must be an object", at: properties)
        }
        for entry in entries {
            let path = prefix + entry.key.text
            if let inner = entry.value.child("properties") {
                read(inner, prefix: path + ".")
            } else if entry.value.entries != nil {
                let rule = rule(entry.value)
                parameters.append(
                    TrainerSchema.Parameter(
                        path: path,
                        rule: rule,
                        defaultValue: entry.value.child("default")?.plainValue.map(rule.adapted),
                        summary: entry.value.child("description")?.scalar?.text
                    )
                )
            } else {
                log.error("the schema of '\(path)' must be an object", at: entry.value)
            }
        }
    }

    private func rule(_ node: YAMLNode) -> ValueRule {
        var rule = ValueRule()
        if let type = node.child("type") {
            rule.types = (type.elements ?? [type]).reduce(into: []) { $0.formUnion(types($1)) }
        }
        rule.minimum = node.child("minimum")?.plainValue?.number
        rule.maximum = node.child("maximum")?.plainValue?.number
        rule.exclusiveMinimum = node.child("exclusiveMinimum")?.plainValue?.number
        rule.exclusiveMaximum = node.child("exclusiveMaximum")?.plainValue?.number
        rule.minimumCount = node.child("minItems")?.int
        rule.maximumCount = node.child("maxItems")?.int
        if let items = node.child("items") { rule.elements = [self.rule(items)] }
        let choices = node.child("enum")?.elements ?? node.child("const").map { [$0] } ?? []
        rule.choices = choices.compactMap(\.plainValue)
        if rule.types == .any, let first = rule.choices.first {
            rule.types = rule.choices.reduce(first.type) { $0.union($1.type) }
        }
        return rule
    }

    private func types(_ node: YAMLNode) -> TypeSet {
        switch node.scalar?.text {
        case "integer": return .int
        case "number": return .number
        case "string": return .string
        case "boolean": return .bool
        case "array": return .list
        case "null": return .null
        case "object": return []
        default:
            log.error("unknown type \(node.kind)", at: node)
            return .any
        }
    }
}

extension YAMLNode {
    /// What stands under a key of a mapping.
    func child(_ key: String) -> YAMLNode? {
        entries?.first { $0.key.text == key }?.value
    }

    /// The scalar's whole number.
    var int: Int? {
        if case .int(let int) = scalar?.value { int } else { nil }
    }

    /// The scalar's or list's value as YAML has it, without templates; nil for mappings.
    var plainValue: Value? {
        switch content {
        case .scalar(let scalar): scalar.value
        case .sequence(let elements):
            elements.allSatisfy { $0.plainValue != nil } ? .list(elements.compactMap(\.plainValue)) : nil
        case .mapping: nil
        }
    }
}
