import Expressions
import Foundation
import RunLog

/// A sweep's runs as columns in a script: what the table, the filter and the plots of the page work on.
struct RowsData {
    let digest: SweepDigest
    let spans: [Run.ID: Double]
    let groupings: [Grouping]
    /// For each metric the versions of its data files: the points in parts, and the bands.
    let parts: [String: Parts]

    /// The versions of a metric's data files.
    struct Parts {
        var points: [String] = []
        var bands: String?
    }

    /// A page holds no more figures than this: fewer metrics where there are more runs.
    private static let mostFigures = 400_000
    private static let mostMetrics = 60
    private static let mostParameters = 200

    var script: String {
        let runs = digest.runs
        let columns = fixed + parameters + metrics + times
        let names = runs.map { ScriptText.string(RunName.short($0)) }.joined(separator: ",")
        let strokes = runs.map { digest.stroke(of: $0) }
        let old = runs.indices.filter { digest.superseded.contains(runs[$0].id) }.map(String.init)
        var members = [
            "\"id\":[\(runs.map { String($0.id) }.joined(separator: ","))]",
            "\"name\":[\(names)]",
            "\"color\":\"\(strokes.map { String($0.color) }.joined())\"",
            "\"dash\":\"\(strokes.map { String($0.dash) }.joined())\"",
            "\"old\":[\(old.joined(separator: ","))]",
            "\"columns\":[\(columns.map(\.json).joined(separator: ","))]",
            "\"groupings\":[\(groupings.map(Self.json).joined(separator: ","))]",
            "\"parts\":{\(partsJSON)}",
        ]
        if let objective { members.append("\"objective\":\(ScriptText.string(objective))") }
        return DataScript.text("runs", "{\(members.joined(separator: ","))}")
    }

    private var objective: String? {
        digest.objective.map { "metrics.\($0.metric).\($0.goal.rawValue)" }
    }

    private var partsJSON: String {
        parts.sorted { $0.key < $1.key }
            .map { metric, parts in
                let points = parts.points.map { "\"\($0)\"" }.joined(separator: ",")
                let bands = parts.bands.map { ",\"g\":\"\($0)\"" } ?? ""
                return "\(ScriptText.string(HTMLEscaping.readBack(metric))):{\"p\":[\(points)]\(bands)}"
            }
            .joined(separator: ",")
    }

    private static func json(_ grouping: Grouping) -> String {
        let groups = grouping.groups.map { group in
            let runs = group.runs.map(String.init).joined(separator: ",")
            return "{\"name\":\(ScriptText.string(group.name)),\"runs\":[\(runs)]}"
        }
        return "{\"key\":\(ScriptText.string(grouping.key)),\"title\":\(ScriptText.string(grouping.title)),"
            + "\"groups\":[\(groups.joined(separator: ","))]}"
    }

    /// What every run has.
    private var fixed: [RowsColumn] {
        let hasStages = Set(digest.runs.map(\.stage)).count > 1
        return [
            column("state", .string, shown: true) { "\"\($0.state.rawValue)\"" },
            column("stage", .string, shown: hasStages) { RowsColumn.text($0.stage) },
            column("trial", .int) { $0.trial.map(String.init) },
            column("attempt", .int) { String($0.attempt) },
            column("id", .int) { String($0.id) },
            column("key", .string) { RowsColumn.text($0.key) },
            column("sweep", .string) { RowsColumn.text($0.sweep) },
            column("host", .string) { $0.host.map(RowsColumn.text) },
            column("tags", .list) { run in "[\(run.tags.map(RowsColumn.text).joined(separator: ","))]" },
            column("notes", .string) { $0.notes.isEmpty ? nil : RowsColumn.text($0.notes.joined(separator: "\n")) },
            column("archived", .bool) { $0.archivedAt == nil ? "false" : "true" },
            column("evidence", .string) { RowsColumn.text($0.evidence) },
        ]
    }

    private var times: [RowsColumn] {
        let time = { (date: Date?) -> String? in
            date.map(\.timeIntervalSince1970).flatMap { $0.isFinite && abs($0) < 1e12 ? RowsColumn.number($0) : nil }
        }
        return [
            column("duration", .number, .span, shown: true) { spans[$0.id].map(RowsColumn.number) },
            column("started", .number, .time, shown: true) { time($0.startedAt) },
            column("finished", .number, .time) { time($0.finishedAt) },
            column("created", .number, .time) { time($0.createdAt) },
        ]
    }

    /// What varies first, and of that the first few shown.
    private var parameters: [RowsColumn] {
        let shown = Set(digest.varying.prefix(RunsColumn.mostParameters))
        return (digest.varying + digest.shared.map(\.name)).prefix(Self.mostParameters)
            .map { name in
                let present = digest.runs.compactMap { $0.parameters[name] }
                let types = present.reduce(into: TypeSet()) { $0.formUnion(RowsColumn.type(of: $1)) }
                return column("params.\(name)", types.isEmpty ? .any : types, shown: shown.contains(name)) {
                    $0.parameters[name].flatMap(RowsColumn.json)
                }
            }
    }

    private var metrics: [RowsColumn] {
        let all = MetricOrder.sorted(Set(digest.runs.flatMap(\.summaries.keys)))
        let shown = RunsColumn.metrics(of: digest)
        let most = max(6, min(Self.mostMetrics, Self.mostFigures / (3 * max(1, digest.runs.count))))
        return (shown + all.filter { !shown.contains($0) }).prefix(most)
            .flatMap { name -> [RowsColumn] in
                let summaries = digest.runs.map { $0.summaries[name] }
                let present = summaries.compactMap(\.self)
                let format = NumberText.Column(present.flatMap { [$0.last, $0.min, $0.max].compactMap(\.self) })
                let isObjective = digest.objective?.metric == name
                let goal =
                    isObjective ? digest.objective?.goal : present.first.flatMap { .init(rawValue: $0.goal.rawValue) }
                return statistics.map { statistic in
                    var column = RowsColumn(
                        key: "metrics.\(name).\(statistic.rawValue)",
                        types: statistic.isFigure ? .number : .int,
                        values: summaries.map { $0.flatMap { statistic.value(of: $0) }.flatMap(Self.figure) }
                    )
                    if case .decimals(let digits) = format, statistic.isFigure {
                        column.format = .decimals(digits)
                    }
                    column.isShown = statistic == .last && shown.contains(name)
                    column.goal = statistic.isFigure ? goal : nil
                    return column
                }
            }
    }

    /// The best is the smallest or the largest, which the page has.
    private var statistics: [RunColumn.Statistic] {
        digest.runs.count <= 2000 ? [.last, .min, .max, .step, .minStep, .maxStep, .count] : [.last, .min, .max]
    }

    private static func figure(_ value: JSONValue) -> String? {
        if case .int(let number) = value { return String(number) }
        return value.doubleValue.map(RowsColumn.number)
    }

    private func column(
        _ key: String,
        _ types: TypeSet,
        _ format: RowsColumn.Format = .plain,
        shown: Bool = false,
        _ value: (Run) -> String?
    ) -> RowsColumn {
        RowsColumn(key: key, types: types, format: format, isShown: shown, values: digest.runs.map(value))
    }
}

extension RunColumn.Statistic {
    /// Whether it is a value of the metric, and not a step or a count.
    fileprivate var isFigure: Bool {
        switch self {
        case .last, .min, .max, .best: true
        case .step, .minStep, .maxStep, .bestStep, .count: false
        }
    }
}
