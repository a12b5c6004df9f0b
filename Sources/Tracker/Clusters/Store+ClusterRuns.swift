public import Foundation
import GRDB
import RunLog

extension Store {
    /// The attempts on clusters, the earliest first.
    ///
    /// - Parameters:
    ///   - sweep: Only this sweep's; all when nil.
    ///   - cluster: Only those on this cluster; on all when nil.
    ///   - keys: Only those of these keys; of all when nil.
    /// - Returns: Each with the batch job that it was handed over in.
    /// - Throws: ``StoreError``.
    public func clusterRuns(
        sweep: String? = nil,
        cluster: String? = nil,
        keys: Set<String>? = nil
    ) throws -> [ClusterRun] {
        try read { db in
            let cursor = try Row.fetchCursor(
                db,
                sql: """
                    SELECT run.id, run.key, run.attempt, run.stage, run.directory, run.state, run.evidence, run.source,
                        coalesce((SELECT at FROM event WHERE event.run_id = run.id ORDER BY event.id DESC LIMIT 1),
                            run.created_at),
                        slurm_run.task, \(SlurmFacts.columns), \(Self.submissionColumns)
                    FROM slurm_run JOIN run ON run.id = slurm_run.run_id
                        JOIN submission ON submission.id = slurm_run.submission_id
                        JOIN sweep ON sweep.id = submission.sweep_id
                    WHERE (:cluster IS NULL OR submission.cluster = :cluster) AND (:sweep IS NULL OR sweep.name = :sweep)
                    ORDER BY run.id
                    """,
                arguments: ["cluster": cluster, "sweep": sweep]
            )
            var runs: [ClusterRun] = []
            while let row = try cursor.next() {
                if let keys, !keys.contains(row[1]) { continue }
                runs.append(Self.clusterRun(row))
            }
            return runs
        }
    }

    /// What Slurm said of a run; nil for one that was never on a cluster.
    ///
    /// - Throws: ``StoreError``.
    public func slurmFacts(of run: Int64) throws -> SlurmFacts? {
        try read { db in
            try Row.fetchOne(
                db,
                sql: """
                    SELECT \(SlurmFacts.columns) FROM slurm_run WHERE run_id = ?
                    """,
                arguments: [run]
            )
            .map { SlurmFacts($0, from: 0) }
        }
    }

    /// Records what a look at a cluster changes, in one transaction.
    ///
    /// A state that is the same with the same evidence is not noted again.
    /// - Throws: ``StoreError``.
    public func apply(_ changes: [RunChange]) throws {
        guard !changes.isEmpty else { return }
        try write { db in
            for change in changes {
                if let facts = change.facts { try Self.save(facts, run: change.run, db) }
                guard let transition = change.transition else { continue }
                let known = try Row.fetchOne(
                    db.cachedStatement(sql: "SELECT state, evidence FROM run WHERE id = ?"),
                    arguments: [change.run]
                )
                guard let known, known[0] != transition.state.rawValue || known[1] != transition.evidence else {
                    continue
                }
                try Self.move(
                    run: change.run,
                    to: transition.state,
                    transition.evidence,
                    transition.source,
                    at: transition.at.timeIntervalSince1970,
                    db
                )
            }
        }
    }

    /// Records a further attempt that a cluster made by itself, when Slurm started a job again.
    ///
    /// - Parameters:
    ///   - attempt: Its number.
    ///   - earlier: An attempt of the same key and job.
    ///   - directory: Its run directory, relative to the lab.
    ///   - at: When it was seen.
    /// - Throws: ``StoreError``.
    public func recordRestart(attempt: Int, of earlier: ClusterRun, directory: String, at: Date) throws {
        try write { db in
            let evidence = "found on \(earlier.submission.cluster): Slurm started the job again"
            try db.execute(
                sql: """
                    INSERT OR IGNORE INTO run (sweep_id, trial_id, key, attempt, stage, cluster, token, directory, state,
                        evidence, source, created_at)
                    SELECT sweep_id, trial_id, key, ?, stage, cluster, token, ?, 'queued', ?, 'directory', ?
                    FROM run WHERE id = ?
                    """,
                arguments: [attempt, directory, evidence, at.timeIntervalSince1970, earlier.id]
            )
            guard db.changesCount == 1 else { return }
            let run = db.lastInsertedRowID
            try db.execute(
                sql: "INSERT INTO param SELECT ?, path, type, value FROM param WHERE run_id = ?",
                arguments: [run, earlier.id]
            )
            try db.execute(
                sql: """
                    INSERT INTO slurm_run (run_id, submission_id, task, job, asked_gpus, sharing)
                    SELECT ?, submission_id, task, job, asked_gpus, sharing FROM slurm_run WHERE run_id = ?
                    """,
                arguments: [run, earlier.id]
            )
            try Self.note(.queued, evidence, .directory, run: run, at: at.timeIntervalSince1970, db)
        }
    }

    /// When a cluster's Slurm was last asked for all jobs; nil for never.
    ///
    /// - Throws: ``StoreError``.
    public func poll(of cluster: String) throws -> ClusterPoll? {
        try read { db in
            try Row.fetchOne(
                db,
                sql: "SELECT asked_at, answered_at, problem FROM cluster_poll WHERE cluster = ?",
                arguments: [cluster]
            )
            .map { row in
                ClusterPoll(
                    askedAt: Date(timeIntervalSince1970: row[0]),
                    answeredAt: (row[1] as Double?).map(Date.init(timeIntervalSince1970:)),
                    problem: row[2]
                )
            }
        }
    }

    /// Notes that a cluster's Slurm was asked for all jobs.
    ///
    /// - Parameters:
    ///   - cluster: The cluster's name.
    ///   - at: When.
    ///   - problem: Why it did not answer; nil when it did.
    /// - Throws: ``StoreError``.
    public func notePoll(of cluster: String, at: Date, problem: String?) throws {
        try write { db in
            try db.execute(
                sql: """
                    INSERT INTO cluster_poll (cluster, asked_at, answered_at, problem) VALUES (:c, :at, :answered, :problem)
                    ON CONFLICT (cluster) DO UPDATE SET asked_at = :at,
                        answered_at = coalesce(:answered, answered_at), problem = :problem
                    """,
                arguments: [
                    "c": cluster, "at": at.timeIntervalSince1970,
                    "answered": problem == nil ? at.timeIntervalSince1970 : nil, "problem": problem,
                ]
            )
        }
    }

    private static func save(_ facts: SlurmFacts, run: Int64, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                UPDATE slurm_run SET job = ?, state = ?, reason = ?, partition = ?, nodes = ?, submitted_at = ?,
                    started_at = ?, ended_at = ?, exit = ?, max_memory = ?, seen_at = ?, gpus = ?
                WHERE run_id = ?
                """
        )
        .execute(arguments: [
            facts.job, facts.state, facts.reason, facts.partition, facts.nodes,
            facts.submittedAt?.timeIntervalSince1970, facts.startedAt?.timeIntervalSince1970,
            facts.endedAt?.timeIntervalSince1970, facts.exit, facts.maxMemory, facts.seenAt?.timeIntervalSince1970,
            facts.allocatedGPUs, run,
        ])
    }

    private static func clusterRun(_ row: Row) -> ClusterRun {
        ClusterRun(
            id: row[0],
            key: row[1],
            attempt: row[2],
            stage: row[3],
            directory: row[4],
            state: RunState(rawValue: row[5]) ?? .lost,
            evidence: row[6],
            source: EvidenceSource(rawValue: row[7]) ?? .store,
            since: Date(timeIntervalSince1970: row[8]),
            submission: submission(row, from: 24),
            task: row[9],
            facts: SlurmFacts(row, from: 10)
        )
    }
}
