public import Foundation
import GRDB
import RunLog

extension Store {
    /// Records the decision to hand runs to a cluster: all jobs and all runs in one transaction, on disk when it returns.
    ///
    /// A run that is recorded as `created`, because its last submission came to nothing, is taken over as it is.
    /// - Throws: ``StoreError/attemptTaken(key:attempt:)`` when an attempt was recorded for something else; then nothing is
    ///   recorded.
    public func record(_ intents: [SubmissionIntent]) throws {
        try write { db in
            for intent in intents {
                guard let at = intent.members.first?.run.at else { continue }
                let sweep = try Self.sweepID(named: intent.sweep, at: at, db)
                let evidence = "recorded for submission to \(intent.cluster)"
                try db.execute(
                    sql: """
                        INSERT INTO submission (token, cluster, sweep_id, name, state, evidence, created_at)
                        VALUES (?, ?, ?, ?, 'intended', ?, ?)
                        """,
                    arguments: [
                        intent.token, intent.cluster, sweep, intent.name, evidence, at.timeIntervalSince1970,
                    ]
                )
                let submission = db.lastInsertedRowID
                let sharing = Dictionary(grouping: intent.members, by: \.task).mapValues(\.count)
                for member in intent.members {
                    let run = try Self.runID(member.run, sweep: sweep, evidence: evidence, db)
                    try db.cachedStatement(
                        sql: """
                            INSERT OR REPLACE INTO slurm_run (run_id, submission_id, task, asked_gpus, sharing)
                            VALUES (?, ?, ?, ?, ?)
                            """
                    )
                    .execute(arguments: [run, submission, member.task, intent.gpus, sharing[member.task]])
                }
            }
        }
    }

    private static func runID(_ intent: RunIntent, sweep: Int64, evidence: String, _ db: Database) throws -> Int64 {
        let at = intent.at.timeIntervalSince1970
        let known = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT id, state FROM run WHERE key = ? AND attempt = ?"),
            arguments: [intent.key, intent.attempt]
        )
        if let known {
            guard known[1] == RunState.created.rawValue else {
                throw StoreError.attemptTaken(key: intent.key, attempt: intent.attempt)
            }
            try db.execute(
                sql: "UPDATE run SET token = ?, cluster = ? WHERE id = ?",
                arguments: [intent.token, intent.cluster, known[0] as Int64]
            )
            try move(run: known[0], to: .submitting, evidence, .store, at: at, db)
            return known[0]
        }
        try db.cachedStatement(
            sql: """
                INSERT INTO run (sweep_id, trial_id, key, attempt, stage, cluster, token, directory, state,
                    evidence, source, created_at)
                VALUES (?, (SELECT id FROM trial WHERE sweep_id = ? AND number = ?),
                    ?, ?, ?, ?, ?, ?, 'submitting', ?, 'store', ?)
                """
        )
        .execute(arguments: [
            sweep, sweep, intent.trial, intent.key, intent.attempt, intent.stage, intent.cluster, intent.token,
            intent.directory, evidence, at,
        ])
        let run = db.lastInsertedRowID
        try ParameterRow.insert(intent.configuration, run: run, db)
        try note(.submitting, evidence, .store, run: run, at: at, db)
        return run
    }

    /// Notes that a submission is about to be sent: from now on `sbatch` may have been asked.
    ///
    /// - Throws: ``StoreError``.
    public func noteSending(_ token: String, at: Date) throws {
        try write { db in
            try db.execute(
                sql: "UPDATE submission SET sent_at = ? WHERE token = ?",
                arguments: [at.timeIntervalSince1970, token]
            )
        }
    }

    /// Records what became of a submission, and with it of those of its runs that nothing more is known of.
    ///
    /// - Parameters:
    ///   - token: The submission's.
    ///   - state: How far it got.
    ///   - job: The job's number, when it has one.
    ///   - evidence: What was seen, in a sentence.
    ///   - source: Where it was seen.
    ///   - at: When.
    /// - Throws: ``StoreError``.
    public func settle(
        _ token: String,
        as state: SubmissionRecord.State,
        job: Int? = nil,
        evidence: String,
        source: EvidenceSource,
        at: Date
    ) throws {
        let runState: RunState =
            switch state {
            case .intended, .unknown: .submitting
            case .submitted: .queued
            case .refused, .absent: .created
            }
        try write { db in
            try db.execute(
                sql: "UPDATE submission SET state = ?, job = coalesce(?, job), evidence = ? WHERE token = ?",
                arguments: [state.rawValue, job, evidence, token]
            )
            let runs = try Row.fetchAll(
                db,
                sql: """
                    SELECT run.id, run.state, run.evidence FROM run JOIN slurm_run ON slurm_run.run_id = run.id
                        JOIN submission ON submission.id = slurm_run.submission_id
                    WHERE submission.token = ? AND run.state IN ('created', 'submitting', 'queued')
                    """,
                arguments: [token]
            )
            for run in runs where run[1] != runState.rawValue || run[2] != evidence {
                try Self.move(run: run[0], to: runState, evidence, source, at: at.timeIntervalSince1970, db)
            }
        }
    }

    /// The submissions to a cluster, or to all, of a sweep, or of all, in these states, the earliest first.
    ///
    /// - Throws: ``StoreError``.
    public func submissions(
        cluster: String? = nil,
        sweep: String? = nil,
        states: [SubmissionRecord.State] = SubmissionRecord.State.allCases
    ) throws -> [SubmissionRecord] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT \(Self.submissionColumns) FROM submission JOIN sweep ON sweep.id = submission.sweep_id
                    WHERE (:cluster IS NULL OR submission.cluster = :cluster) AND (:sweep IS NULL OR sweep.name = :sweep)
                    ORDER BY submission.id
                    """,
                arguments: ["cluster": cluster, "sweep": sweep]
            )
            .map { Self.submission($0, from: 0) }
            .filter { states.contains($0.state) }
        }
    }

    static let submissionColumns = """
        submission.id, submission.token, submission.cluster, sweep.name, submission.name, submission.state, submission.job,
        submission.evidence, submission.created_at, submission.sent_at
        """

    static func submission(_ row: Row, from column: Int) -> SubmissionRecord {
        SubmissionRecord(
            id: row[column],
            token: row[column + 1],
            cluster: row[column + 2],
            sweep: row[column + 3],
            name: row[column + 4],
            // The table's own check admits no other word.
            state: SubmissionRecord.State(rawValue: row[column + 5]) ?? .unknown,
            job: row[column + 6],
            evidence: row[column + 7],
            createdAt: Date(timeIntervalSince1970: row[column + 8]),
            sentAt: (row[column + 9] as Double?).map(Date.init(timeIntervalSince1970:))
        )
    }
}
