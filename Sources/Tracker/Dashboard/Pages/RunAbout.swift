import RunLog

/// A run in a few texts, in its data file: what the compare page shows of it.
struct RunAbout {
    let run: Run
    let records: RunRecords
    let seconds: Double?
    /// What there are points of.
    let charted: [ChartData]

    private static let longest = 300
    /// The compare page shows some of them at a time and finds the others.
    private static let mostMetrics = 20_000

    var script: String {
        let parameters = run.parameters.sorted { $0.key < $1.key }.prefix(500)
            .map { ($0.key, UserText.shortened(UserText.value($0.value), to: Self.longest)) }
        let points = Dictionary(charted.map { ($0.metric, $0.curves.map(\.points.values.count).max() ?? 0) }) { $1 }
        let metrics = run.summaries.sorted { $0.key < $1.key }.prefix(Self.mostMetrics)
            .map { name, summary in
                let texts = [summary.last, summary.min ?? .nan, summary.max ?? .nan].map(NumberText.significant)
                let figures = texts.map(ScriptText.string) + [String(points[name] ?? 0)]
                return "\(ScriptText.string(HTMLEscaping.readBack(name))):[\(figures.joined(separator: ","))]"
            }
        let members = [
            "\"name\":\(ScriptText.string(RunName.short(run)))",
            "\"sweep\":\(ScriptText.string(UserText.shortened(run.sweep)))",
            "\"state\":\"\(run.state.rawValue)\"", "\"parameters\":\(Self.object(Array(parameters)))",
            "\"metrics\":{\(metrics.joined(separator: ","))}", "\"context\":\(Self.object(context))",
        ]
        return DataScript.text("about", "{\(members.joined(separator: ","))}")
    }

    /// What may explain a difference that no parameter does.
    private var context: [(String, String)] {
        var facts = [
            ("evidence", run.evidence), ("key", run.key), ("attempt", String(run.attempt)), ("stage", run.stage),
        ]
        if let host = run.host { facts.append(("host", host)) }
        if let cluster = records.cluster { facts.append(("cluster", cluster)) }
        if let seconds { facts.append(("duration", TimeText.duration(seconds))) }
        if !run.tags.isEmpty { facts.append(("tags", run.tags.joined(separator: ", "))) }
        let start = JSONValue.object(records.start).leaves.prefix(300)
            .map { ("start.\($0.key)", UserText.value($0.value)) }
        return (facts + start).map { ($0.0, UserText.shortened($0.1, to: Self.longest)) }
    }

    private static func object(_ members: [(String, String)]) -> String {
        var seen: Set<String> = []
        let kept = members.filter { seen.insert($0.0).inserted }
        return "{\(kept.map { "\(ScriptText.string($0.0)):\(ScriptText.string($0.1))" }.joined(separator: ","))}"
    }
}
