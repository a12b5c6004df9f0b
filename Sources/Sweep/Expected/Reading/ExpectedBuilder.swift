import Expressions

/// Makes an expected table out of its file's nodes.
struct ExpectedBuilder {
    private let path: String
    private let log: DiagnosticLog
    private let nodes: NodeReader
    private let metrics: MetricReader

    private static let known = [
        "table", "paper", "note", "sweep", "metric", "comparable", "seeds", "alpha", "power", "over", "method", "items",
        "baseline", "tuned", "rows", "claims", "tolerance", "get",
    ]

    init(path: String, schema: TrainerSchema?, log: DiagnosticLog) {
        self.path = path
        self.log = log
        nodes = NodeReader(log: log)
        metrics = MetricReader(nodes: nodes, schema: schema)
    }

    func table(_ root: YAMLNode) -> ExpectedTable? {
        let entries = nodes.entries(root, of: "expected table", known: Self.known)
        guard require(["table", "paper", "metric", "comparable", "rows", "claims"], in: entries) else { return nil }
        guard let metric = entries["metric"].flatMap({ metrics.read($0.value) }),
            let comparability = entries["comparable"]
                .flatMap({
                    nodes.word($0.value, "comparable", among: ExpectedTable.Comparability.allCases)
                })
        else { return nil }
        let rowReader = ExpectedRowReader(nodes: nodes, place: text(entries["get"], "get"))
        let rows = entries["rows"].map { rowReader.read($0.value) } ?? []
        let units = word(entries["over"], "over", ExpectedTable.Units.allCases) ?? .seeds
        let tolerance = entries["tolerance"].flatMap { nodes.positive($0.value, "tolerance") }
        if let entry = entries["tolerance"], comparability != .absolute { refuseAbsolute(entry.key, comparability) }
        let claimReader = ClaimReader(
            nodes: nodes,
            metrics: metrics,
            rows: rows,
            metric: metric,
            units: units,
            comparability: comparability
        )
        var claims = entries["claims"].map { claimReader.read($0.value) } ?? []
        if let tolerance { claims += claimReader.cells(within: tolerance) }
        return ExpectedTable(
            path: path,
            title: text(entries["table"], "table") ?? "",
            paper: text(entries["paper"], "paper") ?? "",
            note: text(entries["note"], "note"),
            sweep: text(entries["sweep"], "sweep"),
            metric: metric,
            comparability: comparability,
            seeds: seeds(entries["seeds"]),
            alpha: share(entries["alpha"], "alpha", in: 0.0001...0.2) ?? 0.05,
            power: share(entries["power"], "power", in: 0.5...0.99) ?? 0.8,
            units: units,
            method: word(entries["method"], "method", ExpectedTable.Method.allCases) ?? .t,
            items: text(entries["items"], "items") ?? "mme_items.jsonl",
            baseline: baseline(entries["baseline"], rows),
            tuned: entries["tuned"].map { nodes.strings($0.value, "tuned") } ?? [],
            rows: rows,
            claims: claims
        )
    }

    private func require(_ names: [String], in entries: [String: YAMLNode.Entry]) -> Bool {
        let missing = names.filter { entries[$0] == nil }
        let start = SourceLocation(file: path, line: 1, column: 1)
        for name in missing { log.error("the expected table has no '\(name)'", at: start) }
        return missing.isEmpty
    }

    private func text(_ entry: YAMLNode.Entry?, _ what: String) -> String? {
        entry.flatMap { nodes.string($0.value, what) }
    }

    private func word<T: RawRepresentable>(_ entry: YAMLNode.Entry?, _ what: String, _ all: [T]) -> T?
    where T.RawValue == String {
        entry.flatMap { nodes.word($0.value, what, among: all) }
    }

    private func share(_ entry: YAMLNode.Entry?, _ what: String, in range: ClosedRange<Double>) -> Double? {
        guard let entry, let number = nodes.positive(entry.value, what) else { return nil }
        if !range.contains(number) {
            log.error(
                "'\(what)' must be from \(range.lowerBound) to \(range.upperBound), not \(number)",
                at: entry.value
            )
        }
        return number
    }

    /// `seeds: 5`, or `seeds: {min: 3, max: 8, step: 1}`.
    private func seeds(_ entry: YAMLNode.Entry?) -> SeedPlan {
        guard let entry else { return SeedPlan(min: 3, max: 3, step: 1) }
        guard entry.value.entries != nil else {
            let count = nodes.int(entry.value, "seeds", in: 2...SeedReader.limit) ?? 3
            return SeedPlan(min: count, max: count, step: 1)
        }
        let parts = nodes.entries(entry.value, of: "seeds", known: ["min", "max", "step"])
        let number = { (name: String) in
            parts[name].flatMap { nodes.int($0.value, name, in: (name == "step" ? 1 : 2)...SeedReader.limit) }
        }
        let least = number("min") ?? 3
        let most = number("max") ?? max(least, 8)
        if most < least, let node = parts["max"]?.value {
            log.error("'max' must be at least 'min', \(least)", at: node)
        }
        return SeedPlan(min: least, max: max(least, most), step: number("step") ?? 1)
    }

    private func baseline(_ entry: YAMLNode.Entry?, _ rows: [ExpectedRow]) -> String? {
        guard let entry, let name = nodes.string(entry.value, "baseline") else { return nil }
        if !rows.contains(where: { $0.id == name }) {
            let meant = Spelling.nearest(to: name, among: rows.map(\.id))
            log.error("the table has no row '\(name)'", at: entry.value, suggestion: meant)
        }
        return name
    }

    private func refuseAbsolute(_ key: YAMLKey, _ comparability: ExpectedTable.Comparability) {
        log.add(
            Diagnostic(
                .error,
                at: key.location,
                length: key.length,
                "'\(key.text)' compares values themselves, but the table is 'comparable: \(comparability.rawValue)'",
                advice: ClaimReader.relativeAdvice
            )
        )
    }
}
