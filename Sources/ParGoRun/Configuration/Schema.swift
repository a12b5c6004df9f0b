/// The trainer's JSON Schema (draft 2020-12), made from `ConfigurationTable`: what sweeps are checked against.
public enum Schema {
    /// Raised when the same configuration gives other results: finished work under an older version is not reused.
    public static let codeVersion = 1

    /// The metrics that a run logs.
    static let metrics: [(name: String, goal: String?, summary: String)] = [
        ("train/loss", "min", "Mean cross-entropy of the tokens to be learned since the last point, in nats."),
        ("train/lr", nil, "Learning rate."),
        ("train/grad_norm", nil, "Global gradient norm before clipping."),
        ("train/token_accuracy", "max", "Part of the tokens to be learned that were predicted right."),
        ("train/tokens_per_second", nil, "Positions processed in a second, padding included."),
        ("eval/mme", "max", "Sum over subtasks of 100 accuracy + 100 accuracy+, at most 200 each."),
        ("eval/accuracy", "max", "Held-out questions answered right, of all."),
        ("eval/accuracy_plus", "max", "Held-out images with both questions right, of all."),
    ]

    /// The schema's text.
    public static func text() -> String {
        var members: [JSONNode.Member] = [
            .init("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
            .init("title", .text("pargo-run configuration")),
            .init("type", .text("object")),
            .init("additionalProperties", .bool(false)),
            .init("properties", .object(properties())),
            .init("x-code-version", .integer(codeVersion)),
            .init("x-commands", .list(["data", "backbone", "train", "eval"].map { .text($0) })),
        ]
        let subtasks = Subtask.allCases.map {
            (
                name: "eval/mme.\($0.rawValue)", goal: Optional("max"),
                summary: "Score of the subtask \($0.rawValue), at most 200."
            )
        }
        let described = (metrics + subtasks)
            .map { metric in
                let goal = metric.goal.map { [JSONNode.Member("goal", .text($0))] } ?? []
                return JSONNode.object(
                    [.init("name", .text(metric.name))] + goal + [.init("description", .text(metric.summary))]
                )
            }
        members.append(.init("x-metrics", .list(described)))
        return JSONNode.object(members).text() + "\n"
    }

    /// The keys, those with a dot below their section.
    private static func properties() -> [JSONNode.Member] {
        let defaults = TrainerConfiguration()
        var (order, sections) = ([String](), [String: [JSONNode.Member]]())
        for key in ConfigurationTable.keys {
            let parts = key.path.split(separator: ".", maxSplits: 1).map(String.init)
            if sections[parts[0]] == nil { order.append(parts[0]) }
            let leaf = JSONNode.object(key.schema(defaults))
            sections[parts[0], default: []].append(.init(parts.count == 2 ? parts[1] : "", leaf))
        }
        return order.map { name in
            let members = sections[name] ?? []
            if let plain = members.first, plain.key.isEmpty { return .init(name, plain.value) }
            return .init(
                name,
                .object([
                    .init("type", .text("object")), .init("additionalProperties", .bool(false)),
                    .init("properties", .object(members)),
                ])
            )
        }
    }
}

extension ConfigurationKey {
    /// The key's own schema, with its default.
    func schema(_ defaults: TrainerConfiguration) -> [JSONNode.Member] {
        let about = JSONNode.Member("description", .text(summary))
        switch field {
        case .integer(let place, let range):
            return Self.integer(range) + [.init("default", .integer(defaults[keyPath: place])), about]
        case .number(let place, let bounds):
            return Self.number(bounds) + [.init("default", .number(defaults[keyPath: place])), about]
        case .integers(let place, let range):
            return [
                .init("type", .text("array")), .init("items", .object(Self.integer(range))),
                .init("default", .list(defaults[keyPath: place].map { .integer($0) })), about,
            ]
        case .pair(let first, let second, let bounds):
            return [
                .init("type", .text("array")), .init("items", .object(Self.number(bounds))),
                .init("minItems", .integer(2)), .init("maxItems", .integer(2)),
                .init("default", .list([.number(defaults[keyPath: first]), .number(defaults[keyPath: second])])), about,
            ]
        case .word(let words):
            let value = words.get(defaults).first.map { JSONNode.text($0) } ?? .null
            return Self.word(words) + [.init("default", value), about]
        case .words(let words):
            return [
                .init("type", .text("array")), .init("items", .object(Self.word(words))),
                .init("uniqueItems", .bool(true)),
                .init("default", .list(words.get(defaults).map { .text($0) })), about,
            ]
        }
    }

    private static func integer(_ range: ClosedRange<Int>) -> [JSONNode.Member] {
        [
            .init("type", .text("integer")), .init("minimum", .integer(range.lowerBound)),
            .init("maximum", .integer(range.upperBound)),
        ]
    }

    private static func number(_ bounds: Bounds) -> [JSONNode.Member] {
        let low = JSONNode.Member(bounds.excludesLow ? "exclusiveMinimum" : "minimum", .number(bounds.low))
        let high = bounds.high.map { [JSONNode.Member("maximum", .number($0))] } ?? []
        return [.init("type", .text("number")), low] + high
    }

    private static func word(_ words: Words) -> [JSONNode.Member] {
        [.init("type", .text("string")), .init("enum", .list(words.options.map { .text($0) }))]
    }
}
