public import Foundation
import GRDB
public import RunLog

extension Store {
    /// Records the decision to start an attempt, in one transaction that is on disk when this returns.
    ///
    /// The sweep is made if it is not registered. Recording the same intent again (same key, attempt and token) gives
    /// the same run: a client that died after it and tries again does no harm.
    ///
    /// - Returns: The run's id; its state is `submitting`.
    /// - Throws: ``StoreError/attemptTaken(key:attempt:)`` when the attempt was recorded with another token.
    public func recordIntent(_ intent: RunIntent) throws -> Int64 {
        try write { db in
            if let known = try knownRun(intent, db) { return known }
            let sweep = try Self.sweepID(named: intent.sweep, at: intent.at, db)
            let evidence = "recorded for submission"
            try db.execute(
                sql: """
                    INSERT INTO run (sweep_id, trial_id, key, attempt, stage, cluster, token, directory, state,
                        evidence, source, created_at)
                    VALUES (?, (SELECT id FROM trial WHERE sweep_id = ? AND number = ?),
                        ?, ?, ?, ?, ?, ?, 'submitting', ?, 'store', ?)
                    """,
                arguments: [
                    sweep, sweep, intent.trial, intent.key, intent.attempt, intent.stage, intent.cluster, intent.token,
                    intent.directory, evidence, intent.at.timeIntervalSince1970,
                ]
            )
            let id = db.lastInsertedRowID
            try ParameterRow.insert(intent.configuration, run: id, db)
            try Self.note(.submitting, evidence, .store, run: id, at: intent.at.timeIntervalSince1970, db)
            return id
        }
    }

    private func knownRun(_ intent: RunIntent, _ db: Database) throws -> Int64? {
        let known = try Row.fetchOne(
            db,
            sql: "SELECT id, token FROM run WHERE key = ? AND attempt = ?",
            arguments: [intent.key, intent.attempt]
        )
        guard let known else { return nil }
        guard known[1] == intent.token else {
            throw StoreError.attemptTaken(key: intent.key, attempt: intent.attempt)
        }
        return known[0]
    }

    /// Gives a run another state, with what was seen, as an event that stays.
    ///
    /// The same state again with other evidence is noted too; the same state with the same evidence is not.
    ///
    /// - Parameters:
    ///   - run: The run's id.
    ///   - state: The state from now on.
    ///   - evidence: What was seen, in a sentence.
    ///   - source: Where it was seen.
    ///   - at: When: for a state that begins or ends the run also the time of that.
    /// - Throws: ``StoreError``, ``StoreError/unknown(kind:name:suggestions:)`` for an id that is not there.
    public func transition(
        run: Int64,
        to state: RunState,
        evidence: String,
        source: EvidenceSource,
        at: Date
    ) throws {
        try write { db in
            let known = try Row.fetchOne(db, sql: "SELECT state, evidence FROM run WHERE id = ?", arguments: [run])
            guard let known else { throw StoreError.unknown(kind: .run, name: String(run), suggestions: []) }
            if known[0] == state.rawValue, known[1] == evidence { return }
            try Self.move(run: run, to: state, evidence, source, at: at.timeIntervalSince1970, db)
        }
    }

    /// Writes a change of state: the run's row and its event.
    static func move(
        run: Int64,
        to state: RunState,
        _ evidence: String,
        _ source: EvidenceSource,
        at: Double,
        _ db: Database
    ) throws {
        try db.cachedStatement(
            sql: """
                UPDATE run SET state = :state, evidence = :evidence, source = :source,
                    started_at = CASE WHEN :state = 'running' THEN coalesce(started_at, :at) ELSE started_at END,
                    finished_at = CASE WHEN :final THEN :at ELSE NULL END
                WHERE id = :run
                """
        )
        .execute(arguments: [
            "state": state.rawValue, "evidence": evidence, "source": source.rawValue, "at": at,
            "final": state.isFinal, "run": run,
        ])
        try note(state, evidence, source, run: run, at: at, db)
    }

    static func note(
        _ state: RunState,
        _ evidence: String,
        _ source: EvidenceSource,
        run: Int64,
        at: Double,
        _ db: Database
    ) throws {
        try db.cachedStatement(
            sql: "INSERT INTO event (run_id, at, state, source, evidence) VALUES (?, ?, ?, ?, ?)"
        )
        .execute(arguments: [run, at, state.rawValue, source.rawValue, evidence])
    }

    /// The sweep of a name, made if it is not there.
    static func sweepID(named name: String, at: Date, _ db: Database) throws -> Int64 {
        if let id = try Int64.fetchOne(db, sql: "SELECT id FROM sweep WHERE name = ?", arguments: [name]) { return id }
        try db.execute(
            sql: "INSERT INTO sweep (name, created_at) VALUES (?, ?)",
            arguments: [name, at.timeIntervalSince1970]
        )
        return db.lastInsertedRowID
    }
}
