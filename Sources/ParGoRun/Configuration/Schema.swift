/// The trainer's JSON Schema (draft 2020-12), made from `ConfigurationTable`: what sweeps are checked against.
public enum Schema {
    /// Raised when the same configuration gives other results: finished work under an older version is not reused.
    public static let codeVersion = 2

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
        (
            "eval/mme.perception", "max",
            "Sum over MME's ten subtasks of perception, at most 2000; where cognition is asked too."
        ),
        ("eval/mme.cognition", "max", "Sum over MME's four subtasks of cognition, at most 800."),
        ("eval/mmbench", "max", "Questions of MMBench answered right in every rotation of their options, per cent."),
        ("eval/mmbench.first_pass", "max", "Questions of MMBench answered right as they stand, per cent."),
        ("eval/seed", "max", "Image questions of SEED-Bench answered right, per cent."),
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
        let subtasks = MMESubtask.allCases.map {
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
        members += [
            .init("x-metrics", .list(described)),
            .init("x-presets", .object([.init("key", .text("preset")), .init("defaults", .object(presets()))])),
            .init("x-constraints", .list(Constraint.all.map(\.node))),
        ]
        return JSONNode.object(members).text() + "\n"
    }

    /// For each preset but the first, whose defaults the keys have themselves: what it makes of the others.
    private static func presets() -> [JSONNode.Member] {
        let usual = TrainerConfiguration()
        return TrainerConfiguration.Preset.allCases.filter { $0 != usual.preset }
            .map { preset in
                let other = TrainerConfiguration(preset)
                let changed = ConfigurationTable.keys.filter { $0.path != "preset" }
                    .compactMap { key -> JSONNode.Member? in
                        let (before, after) = (key.value(in: usual), key.value(in: other))
                        return before == after ? nil : .init(key.path, after)
                    }
                return .init(preset.rawValue, .object(changed))
            }
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
        rule + [.init("default", value(in: defaults)), .init("description", .text(summary))]
    }

    /// The key's value in a configuration.
    func value(in configuration: TrainerConfiguration) -> JSONNode {
        switch field {
        case .integer(let place, _): .integer(configuration[keyPath: place])
        case .number(let place, _): .number(configuration[keyPath: place])
        case .integers(let place, _): .list(configuration[keyPath: place].map { .integer($0) })
        case .pair(let first, let second, _):
            .list([.number(configuration[keyPath: first]), .number(configuration[keyPath: second])])
        case .word(let words): words.get(configuration).first.map { .text($0) } ?? .null
        case .words(let words): .list(words.get(configuration).map { .text($0) })
        case .text(let place): .text(configuration[keyPath: place])
        }
    }

    private var rule: [JSONNode.Member] {
        switch field {
        case .integer(_, let range): Self.integer(range)
        case .number(_, let bounds): Self.number(bounds)
        case .integers(_, let range): [.init("type", .text("array")), .init("items", .object(Self.integer(range)))]
        case .pair(_, _, let bounds):
            [
                .init("type", .text("array")), .init("items", .object(Self.number(bounds))),
                .init("minItems", .integer(2)), .init("maxItems", .integer(2)),
            ]
        case .word(let words): Self.word(words)
        case .words(let words):
            [
                .init("type", .text("array")), .init("items", .object(Self.word(words))),
                .init("uniqueItems", .bool(true)),
            ]
        case .text: [.init("type", .text("string"))]
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
