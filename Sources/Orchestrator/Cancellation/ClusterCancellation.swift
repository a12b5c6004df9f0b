import Foundation
import RunLog
public import Slurm
public import Tracker

/// Takes runs out of a cluster: the jobs, or the tasks of arrays, that they were handed over in.
public struct ClusterCancellation: Sendable {
    /// What it would do.
    public struct Plan: Sendable {
        /// The jobs and tasks to end.
        public var jobs: [SlurmJobID] = []
        /// The runs that end with them.
        public var runs: [ClusterRun] = []
        /// Runs that were not asked for, and share a job with one that was.
        public var companions: [ClusterRun] = []
        /// Runs of which nobody knows whether Slurm has them, so that they cannot be ended now.
        public var unknown: [ClusterRun] = []
    }

    private let store: Store
    private let cluster: String

    /// Cancels runs on that cluster.
    public init(store: Store, cluster: String) {
        self.store = store
        self.cluster = cluster
    }

    /// What ending these runs comes to.
    ///
    /// - Throws: `StoreError`.
    public func plan(_ ids: Set<Int64>) throws -> Plan {
        let alive = try store.clusterRuns(cluster: cluster).filter { !$0.state.isFinal }
        let wanted = alive.filter { ids.contains($0.id) }
        var plan = Plan()
        plan.unknown = wanted.filter { $0.submission.job == nil }
        let jobs = Set(wanted.compactMap(Self.job))
        plan.jobs = jobs.sorted { $0.description < $1.description }
        for run in alive {
            guard let job = Self.job(run), jobs.contains(job) else { continue }
            if ids.contains(run.id) { plan.runs.append(run) } else { plan.companions.append(run) }
        }
        return plan
    }

    /// Carries a plan out: one command for all jobs.
    ///
    /// - Throws: `SlurmClient.Failure`; then nothing is recorded. `TransportError`, `StoreError`.
    public func carryOut(_ plan: Plan, over connection: ClusterConnection) async throws {
        guard !plan.jobs.isEmpty else { return }
        let client = SlurmClient(try await connection.open().runner)
        try await client.cancel(plan.jobs)
        let now = Date()
        let changes = (plan.runs + plan.companions)
            .map { run in
                let job = Self.job(run).map { " \($0)" } ?? ""
                let evidence = "`sweep cancel` told \(cluster) to end job\(job), and Slurm took it"
                return RunChange(run: run.id, transition: .init(.cancelled, evidence, .user, at: now))
            }
        try store.apply(changes)
    }

    private static func job(_ run: ClusterRun) -> SlurmJobID? {
        run.submission.job.map { SlurmJobID($0, part: run.task.map { .task($0) } ?? .whole) }
    }
}
