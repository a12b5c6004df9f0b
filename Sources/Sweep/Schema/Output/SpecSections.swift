/// The schemas of a spec's top-level keys, but for what `fixed`, `axes` and `runs` hold.
struct SpecSections {
    private let trainer: TrainerSchema

    init(_ trainer: TrainerSchema) {
        self.trainer = trainer
    }

    /// All keys of `SpecSection`, in its order.
    var properties: [(String, SchemaNode)] {
        SpecSection.allCases.map { ($0.rawValue, schema(of: $0)) }
    }

    private func schema(of section: SpecSection) -> SchemaNode {
        switch section {
        case .sweep:
            let pattern = SchemaNode.text("^[A-Za-z0-9_-][A-Za-z0-9._-]*$")
            return .type("string", "The name of folders and jobs.", [("pattern", pattern), ("maxLength", 100)])
        case .description: return .type("string", "What the sweep is for.")
        case .trainer: return Self.trainer
        case .include:
            return .any([.type("string"), Self.texts], "Files relative to this one; later ones win over earlier ones.")
        case .fixed, .axes, .runs: return .object([])
        case .exclude: return .list(of: .type("object"), "Rows that match all keys of an entry go.")
        case .onlyIf: return .any([.type("string"), Self.texts], "Rows of which an expression is false go.")
        case .seeds:
            return .any(
                [.type("integer", nil, [("minimum", 1)]), .list(of: Self.natural, least: 1)],
                "How many repeats, or their seeds."
            )
        case .search: return Self.search
        case .earlyStop: return Self.earlyStop
        case .stages: return .type("object", "Steps of a trial.", [("additionalProperties", stage)])
        case .run: return .any([.type("string"), Self.texts], "The trainer's commands, one after the other.")
        case .resources: return Self.resources
        case .env: return Self.environment
        case .expect: return .type("string", "The table that the results are compared with.")
        case .budget:
            let hours = SchemaNode.type("number", "GPUs times hours.", [("exclusiveMinimum", 0)])
            return .keys(
                [("gpu_hours", hours), ("max_jobs", Self.positive)],
                "More is an error before anything is run."
            )
        case .metric: return metric
        case .goal: return Self.goal
        }
    }

    private static let texts = SchemaNode.list(of: .type("string"))
    private static let natural = SchemaNode.type("integer", nil, [("minimum", 0)])
    private static let positive = SchemaNode.type("integer", nil, [("minimum", 1)])
    private static let goal = SchemaNode.words(["min", "max"], "Which direction of the metric is better.")

    private var metric: SchemaNode {
        let names = SchemaNode.object([("enum", .list(trainer.metrics.map { .text($0.name) }))])
        let about = "What the sweep is judged by."
        return trainer.metrics.isEmpty ? .type("string", about) : .any([names, .type("string")], about)
    }

    private static let trainer = SchemaNode.any(
        [
            .object([("const", "pargo")]),
            .type(
                "object",
                nil,
                [
                    ("additionalProperties", .bool(false)), ("required", .list(["command"])),
                    (
                        "properties",
                        .object([
                            (
                                "command",
                                .list(of: .type("string"), "Program and arguments; {config}, {run}, {cache}.", least: 1)
                            ),
                            ("schema", .type("string", "Its JSON Schema.")),
                            (
                                "code",
                                .any([.type("string"), texts], "Files whose content is part of each trial's key.")
                            ),
                            (
                                "preflight",
                                .list(of: .type("string"), "Asked here whether jobs can run at all.", least: 1)
                            ),
                        ])
                    ),
                ]
            ),
        ],
        "What is run: the embedded trainer, or a command."
    )

    private static let search = SchemaNode.keys(
        [
            ("method", .words(Search.Method.allCases.map(\.rawValue), "How rows are chosen.")),
            ("trials", .type("integer", "How many rows.", [("minimum", 1), ("maximum", 1_000_000)])),
            ("seed", natural), ("metric", .type("string")), ("goal", goal),
        ],
        "How rows are chosen."
    )

    private static let earlyStop = SchemaNode.keys(
        [
            ("method", .words(EarlyStop.Method.allCases.map(\.rawValue), "When runs are stopped early.")),
            ("metric", .type("string")), ("goal", goal), ("min_steps", positive),
            ("reduction", .type("integer", nil, [("minimum", 2), ("maximum", 100)])), ("min_runs", positive),
            ("expected_too", .type("boolean")),
        ],
        "When runs are stopped early."
    )

    private var stage: SchemaNode {
        .keys([
            ("run", .any([.type("string"), Self.texts], "The trainer's commands.")),
            ("needs", .any([.type("string"), Self.texts], "Stages that come before it.")),
            ("uses", .any([.type("string"), Self.texts], "Varying keys that it sees, beside all fixed ones.")),
            ("only", .any([.type("string"), Self.texts], "All that it sees.")),
            ("resources", Self.resources),
        ])
    }

    private static let resources: SchemaNode = {
        let count = SchemaNode.any([natural, .formula])
        let tries = natural
        return .keys(
            [
                ("nodes", count), ("tasks_per_node", count), ("gpus", count), ("cpus", count),
                ("mem", .type("string", "Such as 64G, or an expression in braces.")),
                ("time", .type("string", "Such as 90m, 4h, 1-12:00:00, or an expression in braces.")),
                ("pack", .any([positive, .formula], "Trials that share one allocation.")),
                ("on_oom", .keys([("mem", .type("string", "A factor, such as x1.5.")), ("tries", tries)])),
                ("on_timeout", .keys([("resume", .type("boolean")), ("tries", tries)])),
            ],
            "What a job asks for."
        )
    }()

    private static let environment = SchemaNode.keys(
        [
            ("modules", .any([.type("string"), texts], "Environment modules to load.")),
            ("export", .type("object", "Variables to set.")),
            ("setup", .any([.type("string"), texts], "Shell lines to run first.")),
        ],
        "What is set up around each run."
    )
}
