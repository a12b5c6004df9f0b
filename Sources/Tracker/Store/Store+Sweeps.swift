import Foundation
import GRDB
import RunLog

extension Store {
    /// Registers a sweep, or brings its specification up to date; when it was first registered stays.
    ///
    /// - Throws: ``StoreError``.
    public func register(sweep: SweepRecord) throws {
        try write { db in
            try db.execute(
                sql: """
                    INSERT INTO sweep (name, spec_path, spec, created_at) VALUES (?, ?, ?, ?)
                    ON CONFLICT (name) DO UPDATE SET spec_path = excluded.spec_path, spec = excluded.spec
                    """,
                arguments: [sweep.name, sweep.specPath, sweep.spec, sweep.createdAt.timeIntervalSince1970]
            )
        }
    }

    /// Registers the trials of sweeps that are registered: for each sweep named, all that its specification gives.
    ///
    /// A trial of it that is not among them keeps its runs and loses its number.
    ///
    /// - Throws: ``StoreError``, ``StoreError/unknown(kind:name:suggestions:)`` for a sweep that is not registered.
    public func register(trials: [TrialRecord]) throws {
        try write { db in
            var ids: [String: Int64] = [:]
            for trial in trials {
                let id = try ids[trial.sweep] ?? beginRegistering(trialsOf: trial.sweep, db)
                ids[trial.sweep] = id
                try db.cachedStatement(
                    sql: """
                        INSERT INTO trial (sweep_id, key, number, axes, configuration, jobs) VALUES (?, ?, ?, ?, ?, ?)
                        ON CONFLICT (sweep_id, key) DO UPDATE SET number = excluded.number, axes = excluded.axes,
                            configuration = excluded.configuration, jobs = excluded.jobs
                        """
                )
                .execute(arguments: [
                    id, trial.key, trial.number, JSONValue.object(trial.axes).text, trial.configuration.text,
                    JSONValue.array(trial.jobs.map { .string($0) }).text,
                ])
            }
        }
    }

    private func beginRegistering(trialsOf sweep: String, _ db: Database) throws -> Int64 {
        guard let id = try Int64.fetchOne(db, sql: "SELECT id FROM sweep WHERE name = ?", arguments: [sweep]) else {
            throw StoreError.unknown(kind: .sweep, name: sweep, suggestions: [])
        }
        try db.execute(sql: "UPDATE trial SET number = NULL WHERE sweep_id = ?", arguments: [id])
        return id
    }

    /// All sweeps, the latest first, with what their runs came to.
    ///
    /// - Throws: ``StoreError``.
    public func sweeps() throws -> [SweepOverview] {
        try read { db in
            let trials = try Row.fetchAll(db, sql: "SELECT sweep_id, count(number) FROM trial GROUP BY sweep_id")
            let trialCounts = Dictionary(uniqueKeysWithValues: trials.map { ($0[0] as Int64, $0[1] as Int) })
            let counts = try stateCounts(db)
            return
                try Row.fetchAll(
                    db,
                    sql: """
                        SELECT id, name, spec_path, spec, created_at,
                            (SELECT max(coalesce(finished_at, started_at, created_at)) FROM run WHERE sweep_id = sweep.id)
                        FROM sweep ORDER BY created_at DESC, id DESC
                        """
                )
                .map { row in
                    SweepOverview(
                        sweep: Self.sweep(row),
                        trials: trialCounts[row[0]] ?? 0,
                        runs: counts[row[0]] ?? [:],
                        lastActivity: (row[5] as Double?).map(Date.init(timeIntervalSince1970:))
                    )
                }
        }
    }

    /// The trials of a sweep that its present specification names, in order.
    ///
    /// - Throws: ``StoreError``; `axes` and `configuration` that are no JSON mean a damaged store.
    public func trials(of sweep: String) throws -> [TrialRecord] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT trial.key, number, axes, configuration, jobs FROM trial JOIN sweep ON sweep.id = sweep_id
                    WHERE sweep.name = ? AND number IS NOT NULL ORDER BY number, trial.id
                    """,
                arguments: [sweep]
            )
            .map { row in
                guard case .object(let axes) = try json(row[2]) else {
                    throw StoreError.corrupt(path: lab.database, detail: "the axes of a trial are no object")
                }
                return TrialRecord(
                    sweep: sweep,
                    key: row[0],
                    number: row[1],
                    axes: axes,
                    configuration: try json(row[3]),
                    jobs: try strings(row[4])
                )
            }
        }
    }

    private func json(_ text: String) throws -> JSONValue {
        do {
            return try JSONValue(parsing: text)
        } catch {
            throw StoreError.corrupt(path: lab.database, detail: error.description)
        }
    }

    private func strings(_ text: String?) throws -> [String] {
        guard let text, case .array(let values) = try json(text) else { return [] }
        return values.compactMap(\.stringValue)
    }

    private func stateCounts(_ db: Database) throws -> [Int64: [RunState: Int]] {
        var counts: [Int64: [RunState: Int]] = [:]
        let sql = "SELECT sweep_id, state, count(*) FROM run WHERE sweep_id IS NOT NULL GROUP BY sweep_id, state"
        for row in try Row.fetchAll(db, sql: sql) {
            guard let state = RunState(rawValue: row[1]) else { continue }
            counts[row[0], default: [:]][state] = row[2]
        }
        return counts
    }

    private static func sweep(_ row: Row) -> SweepRecord {
        SweepRecord(name: row[1], specPath: row[2], spec: row[3], createdAt: Date(timeIntervalSince1970: row[4]))
    }
}
