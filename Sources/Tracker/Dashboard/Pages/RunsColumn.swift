import RunLog

/// A column of the runs table between the run's name and its times.
enum RunsColumn: Sendable {
    case stage
    /// A parameter that is not the same in all runs; numbers are set flush right.
    case parameter(String, isNumeric: Bool)
    case metric(String, NumberText.Column)

    /// A table wider than this helps nobody; the run's page has everything.
    static let mostParameters = 16
    private static let mostMetrics = 5

    /// The columns that tell the sweep's runs apart.
    static func all(of digest: SweepDigest) -> [RunsColumn] {
        let hasStages = Set(digest.runs.map(\.stage)).count > 1
        let parameters = digest.varying.prefix(mostParameters)
            .map { RunsColumn.parameter($0, isNumeric: isNumeric($0, in: digest.runs)) }
        let metrics = metrics(of: digest)
            .map { name in
                let summaries = digest.runs.compactMap(\.summaries[name])
                let format = NumberText.Column(summaries.flatMap { [$0.last, $0.min, $0.max].compactMap(\.self) })
                return RunsColumn.metric(name, format)
            }
        return (hasStages ? [.stage] : []) + parameters + metrics
    }

    /// The objective, then losses and evaluations; subtasks and the machine's readings have their charts.
    static func metrics(of digest: SweepDigest) -> [String] {
        let names = Set(digest.runs.flatMap(\.summaries.keys))
        let objective = [digest.objective?.metric].compactMap(\.self).filter(names.contains)
        let others = MetricOrder.sorted(names.subtracting(objective))
            .filter { !$0.hasPrefix("system/") && !$0.contains(".") }
        let results = others.filter { $0.hasSuffix("loss") || $0.hasPrefix("eval/") }
        let rest = others.filter { !results.contains($0) }
        return Array((objective + results + rest).prefix(mostMetrics))
    }

    private static func isNumeric(_ parameter: String, in runs: [Run]) -> Bool {
        runs.allSatisfy { run in
            switch run.parameters[parameter] {
            case .int, .double, nil: true
            default: false
            }
        }
    }

    var heading: HTML {
        switch self {
        case .stage: Self.heading("Stage")
        case .parameter(let name, let isNumeric): Self.heading(name, isNumeric ? [.class("n")] : [])
        case .metric(let name, _): Self.heading(name, [.class("n")])
        }
    }

    /// A heading that may break after each `.` and `/` of a long name.
    static func heading(_ title: String, _ attributes: [HTMLAttribute] = []) -> HTML {
        var pieces: [HTML] = []
        var rest = UserText.shortened(title, to: 48)[...]
        while let end = rest.firstIndex(where: { $0 == "." || $0 == "/" }) {
            pieces += [.text(String(rest[...end])), HTML(.wbr)]
            rest = rest[rest.index(after: end)...]
        }
        return HTML(
            .th,
            [HTMLAttribute("scope", "col")] + attributes,
            HTML(.bdi, [], each: pieces + [.text(String(rest))])
        )
    }

    func cell(_ run: Run) -> HTML {
        switch self {
        case .stage:
            return HTML(.td, [], UserText.isolated(run.stage, limit: 24))
        case .parameter(let name, let isNumeric):
            guard let value = run.parameters[name].map(UserText.value) else { return HTML(.td, [], "–") }
            // Numbers need no box of their own direction.
            return isNumeric
                ? HTML(.td, [.class("n")], .text(value)) : HTML(.td, [], UserText.isolated(value, limit: 40))
        case .metric(let name, let format):
            return MetricCell(summary: run.summaries[name], format: format).html
        }
    }
}
