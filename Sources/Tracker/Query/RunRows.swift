import Foundation
import GRDB
import RunLog

/// Runs as three statements read them, whatever their number: rows, parameters, summaries.
struct RunRows {
    private let db: Database
    private let criteria: RunCriteria

    init(_ db: Database, _ criteria: RunCriteria) {
        self.db = db
        self.criteria = criteria
    }

    /// The runs, the latest first.
    func runs() throws -> [Run] {
        var parameters = try parameters()
        var summaries = try summaries()
        let tags = try texts("SELECT run_id, name FROM tag ORDER BY run_id, name")
        let notes = try texts("SELECT run_id, text FROM note ORDER BY run_id, id")
        let cursor = try Row.fetchCursor(
            db,
            sql: """
                SELECT run.id, sweep.name, run.key, run.attempt, run.stage, trial.number, run.state, run.evidence,
                    run.host, run.created_at, run.started_at, run.finished_at, run.directory,
                    run.archived_at, run.cluster, \(SlurmFacts.columns)
                FROM run LEFT JOIN sweep ON sweep.id = run.sweep_id LEFT JOIN trial ON trial.id = run.trial_id
                    LEFT JOIN slurm_run ON slurm_run.run_id = run.id
                WHERE \(criteria.condition) ORDER BY run.id DESC
                """,
            arguments: criteria.arguments
        )
        var runs: [Run] = []
        while let row = try cursor.next() {
            let id: Int64 = row[0]
            runs.append(
                Self.run(
                    row,
                    parameters.removeValue(forKey: id) ?? [:],
                    summaries.removeValue(forKey: id) ?? [:],
                    tags[id] ?? [],
                    notes[id] ?? []
                )
            )
        }
        return runs
    }

    private static func run(
        _ row: Row,
        _ parameters: [String: JSONValue],
        _ summaries: [String: MetricSummary],
        _ tags: [String],
        _ notes: [String]
    ) -> Run {
        Run(
            id: row[0],
            sweep: row[1] ?? "",
            key: row[2],
            attempt: row[3],
            stage: row[4],
            trial: row[5],
            // The table's own check admits no other word.
            state: RunState(rawValue: row[6]) ?? .lost,
            evidence: row[7],
            parameters: parameters,
            summaries: summaries,
            host: row[8],
            createdAt: Date(timeIntervalSince1970: row[9]),
            startedAt: (row[10] as Double?).map(Date.init(timeIntervalSince1970:)),
            finishedAt: (row[11] as Double?).map(Date.init(timeIntervalSince1970:)),
            directory: row[12],
            tags: tags,
            notes: notes,
            archivedAt: (row[13] as Double?).map(Date.init(timeIntervalSince1970:)),
            cluster: row[14],
            slurm: row[14] == nil ? nil : SlurmFacts(row, from: 15)
        )
    }

    /// Texts of all runs: few have any, so that choosing runs would cost more.
    private func texts(_ sql: String) throws -> [Int64: [String]] {
        let cursor = try Row.fetchCursor(db, sql: sql)
        var texts: [Int64: [String]] = [:]
        while let row = try cursor.next() { texts[row[0], default: []].append(row[1]) }
        return texts
    }

    private func parameters() throws -> [Int64: [String: JSONValue]] {
        let cursor = try Row.fetchCursor(
            db,
            sql: "SELECT run_id, path, type, value FROM param WHERE \(chosen) ORDER BY run_id",
            arguments: criteria.arguments
        )
        var groups = Groups<JSONValue>()
        while let row = try cursor.next() {
            groups.add(row[1], ParameterRow.value(in: row, type: 2), to: row[0])
        }
        return groups.finish()
    }

    private func summaries() throws -> [Int64: [String: MetricSummary]] {
        let rows = try Row.fetchAll(db, sql: "SELECT id, name, goal FROM metric")
        let metrics = rows.reduce(into: [Int64: (name: String, goal: MetricGoal)]()) { metrics, row in
            metrics[row[0]] = (row[1], MetricGoal(stored: row[2], name: row[1]))
        }
        let cursor = try Row.fetchCursor(
            db,
            sql: """
                SELECT run_id, metric_id, last, last_step, min, min_step, max, max_step, count
                FROM summary WHERE \(chosen) ORDER BY run_id
                """,
            arguments: criteria.arguments
        )
        var groups = Groups<MetricSummary>()
        while let row = try cursor.next() {
            guard let metric = metrics[row[1]] else { continue }
            groups.add(metric.name, Self.summary(row, from: 2, goal: metric.goal), to: row[0])
        }
        return groups.finish()
    }

    /// A summary whose columns begin at an index.
    static func summary(_ row: Row, from index: Int, goal: MetricGoal = .max) -> MetricSummary {
        MetricSummary(
            last: row[index] ?? .nan,
            lastStep: row[index + 1],
            min: row[index + 2],
            max: row[index + 4],
            minStep: row[index + 3],
            maxStep: row[index + 5],
            count: row[index + 6],
            goal: goal
        )
    }

    private var chosen: String {
        criteria.condition == "1"
            ? "1"
            : """
            run_id IN (SELECT run.id FROM run LEFT JOIN sweep ON sweep.id = run.sweep_id WHERE \(criteria.condition))
            """
    }
}

/// Collects named values of runs that come in order of run, with one dictionary in hand at a time.
private struct Groups<Value> {
    private var all: [Int64: [String: Value]] = [:]
    private var run: Int64?
    private var current: [String: Value] = [:]

    mutating func add(_ name: String, _ value: Value, to run: Int64) {
        if run != self.run { turn(to: run) }
        current[name] = value
    }

    mutating func finish() -> [Int64: [String: Value]] {
        turn(to: nil)
        return all
    }

    private mutating func turn(to next: Int64?) {
        let capacity = current.count
        if let run { all[run] = current }
        run = next
        current = Dictionary(minimumCapacity: capacity)
    }
}
