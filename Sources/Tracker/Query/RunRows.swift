import Foundation
import GRDB
import RunLog

/// Runs as a handful of statements read them, whatever their number: rows, parameters, summaries, what people said.
struct RunRows {
    private let db: Database
    private let criteria: RunCriteria
    private let detail: RunDetail
    private let moments: Set<RunMoment>

    init(_ db: Database, _ criteria: RunCriteria, _ query: RunQuery) {
        self.db = db
        self.criteria = criteria
        detail = query.detail
        moments = query.moments
    }

    /// The runs, the latest first.
    func runs() throws -> [Run] {
        let parts = Parts(
            parameters: try parameters(),
            summaries: try summaries(),
            tags: try texts("SELECT run_id, name FROM tag ORDER BY run_id, name"),
            notes: try texts("SELECT run_id, text FROM note ORDER BY run_id, id"),
            slurm: try slurm()
        )
        var rows = try RawRows(
            db,
            sql: """
                SELECT run.id, sweep.name, run.key, run.attempt, run.stage, trial.number, run.state, run.evidence,
                    run.host, run.created_at, run.started_at, run.finished_at, run.directory,
                    run.archived_at, run.cluster
                FROM run LEFT JOIN sweep ON sweep.id = run.sweep_id LEFT JOIN trial ON trial.id = run.trial_id
                WHERE \(criteria.condition) ORDER BY run.id DESC
                """,
            arguments: criteria.arguments
        )
        let readers = try moments.compactMap { try MomentReader(db, $0) }
        var runs: [Run] = []
        while try rows.next() { runs.append(try Self.run(&rows, parts, readers)) }
        return runs
    }

    /// What other tables have of the runs.
    private struct Parts {
        let parameters: [Int64: NamedValues<JSONValue>]
        let summaries: [Int64: NamedValues<MetricSummary>]
        let tags: [Int64: [String]]
        let notes: [Int64: [String]]
        let slurm: [Int64: SlurmFacts]
    }

    private static func run(_ row: inout RawRows, _ parts: Parts, _ readers: [MomentReader]) throws -> Run {
        let id = row.int(0)
        let summaries = parts.summaries[id] ?? [:]
        let cluster = row.optionalText(14)
        return Run(
            id: id,
            sweep: row.optionalText(1) ?? "",
            key: row.text(2),
            attempt: Int(row.int(3)),
            stage: row.text(4),
            trial: row.optionalInt(5).map(Int.init),
            // The table's own check admits no other word.
            state: RunState(rawValue: row.text(6)) ?? .lost,
            evidence: row.text(7),
            named: parts.parameters[id] ?? [:],
            summaries,
            host: row.optionalText(8),
            createdAt: Date(timeIntervalSince1970: row.double(9)),
            startedAt: row.optionalDouble(10).map(Date.init(timeIntervalSince1970:)),
            finishedAt: row.optionalDouble(11).map(Date.init(timeIntervalSince1970:)),
            directory: row.text(12),
            tags: parts.tags[id] ?? [],
            notes: parts.notes[id] ?? [],
            archivedAt: row.optionalDouble(13).map(Date.init(timeIntervalSince1970:)),
            moments: readers.isEmpty ? [:] : try MomentReader.values(readers, run: id, summaries),
            cluster: cluster,
            slurm: cluster == nil ? nil : parts.slurm[id] ?? SlurmFacts()
        )
    }

    /// Texts of all runs: few have any, so that choosing runs would cost more.
    private func texts(_ sql: String) throws -> [Int64: [String]] {
        let cursor = try Row.fetchCursor(db, sql: sql)
        var texts: [Int64: [String]] = [:]
        while let row = try cursor.next() { texts[row[0], default: []].append(row[1]) }
        return texts
    }

    private func slurm() throws -> [Int64: SlurmFacts] {
        let rows = try Row.fetchCursor(
            db,
            sql: "SELECT run_id, \(SlurmFacts.columns) FROM slurm_run WHERE \(chosen)",
            arguments: arguments
        )
        var facts: [Int64: SlurmFacts] = [:]
        while let row = try rows.next() { facts[row[0]] = SlurmFacts(row, from: 1) }
        return facts
    }

    private func parameters() throws -> [Int64: NamedValues<JSONValue>] {
        if detail.parameters?.isEmpty == true { return [:] }
        var rows = try RawRows(
            db,
            sql: """
                SELECT run_id, path, type, value FROM param
                WHERE \(chosen) AND \(Self.isAmong(detail.parameters, "path")) ORDER BY run_id, path
                """,
            arguments: arguments + Self.list(detail.parameters)
        )
        var reader = NamedValuesReader<JSONValue>()
        while try rows.next() {
            let path = rows.bytes(1)
            reader.add(ParameterRow.value(in: &rows, type: 2), of: rows.int(0)) {
                $0.isSame(as: path)
            } name: {
                String(decoding: path, as: UTF8.self)
            }
        }
        return reader.finish()
    }

    private func summaries() throws -> [Int64: NamedValues<MetricSummary>] {
        if detail.metrics?.isEmpty == true { return [:] }
        let metrics = try metrics()
        let rows = try RawRows(
            db,
            sql: """
                SELECT run_id, metric_id, last, last_step, min, min_step, max, max_step, count FROM summary
                WHERE \(chosen) AND metric_id IN (SELECT id FROM metric WHERE \(Self.isAmong(detail.metrics, "name")))
                ORDER BY run_id, metric_id
                """,
            arguments: arguments + Self.list(detail.metrics)
        )
        var reader = NamedValuesReader<MetricSummary>()
        while try rows.next() {
            guard let metric = metrics[rows.int(1)] else { continue }
            reader.add(MetricSummary(rows, from: 2, goal: metric.goal), of: rows.int(0)) {
                $0 == metric.name
            } name: {
                metric.name
            }
        }
        return reader.finish()
    }

    private func metrics() throws -> [Int64: (name: String, goal: MetricGoal)] {
        try Row.fetchAll(db, sql: "SELECT id, name, goal FROM metric")
            .reduce(into: [:]) { metrics, row in
                metrics[row[0]] = (row[1], MetricGoal(stored: row[2], name: row[1]))
            }
    }

    /// A condition that a column is among some names; names go in as one JSON argument.
    private static func isAmong(_ names: Set<String>?, _ column: String) -> String {
        names == nil ? "1" : "\(column) IN (SELECT value FROM json_each(?))"
    }

    private static func list(_ names: Set<String>?) -> StatementArguments {
        names.map { [JSONValue.array($0.sorted().map { .string($0) }).text] } ?? []
    }

    /// Where nearly all runs are meant, all are read: looking for each in turn would take longer.
    private var chosen: String {
        criteria.isWide
            ? "1"
            : """
            run_id IN (SELECT run.id FROM run LEFT JOIN sweep ON sweep.id = run.sweep_id WHERE \(criteria.condition))
            """
    }

    private var arguments: StatementArguments { criteria.isWide ? [] : criteria.arguments }
}
