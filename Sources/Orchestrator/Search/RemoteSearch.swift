import Foundation
import RunLog
import Slurm
public import Sweep
public import Tracker

/// Sits by a sweep on a cluster whose search proposes trials by what earlier ones came to, or whose runs may be stopped early.
///
/// It hands trials over as they are proposed, looks at what the runs report, and ends those that the rule has judged. Killed
/// anywhere it leaves the runs going on; the next submission of the same sweep takes the search up from the store.
public struct RemoteSearch {
    /// How many trials may be without a result at a time where the cluster's profile says nothing.
    public static let usualSlots = 8

    private let store: Store
    private let connection: ClusterConnection
    private let report: (RemoteEvent) -> Void
    private let slots: Int
    private var submission: RemoteSubmission
    private var adaptive: AdaptiveTrials?
    private var stopping: StoppingWatch?
    private var jobs: [LocalJob]
    private var judged: Set<Int64> = []

    /// A search on a cluster.
    ///
    /// - Parameters:
    ///   - store: The lab's store.
    ///   - connection: The cluster.
    ///   - spec: The sweep.
    ///   - jobs: The jobs that are known, each after those that it needs.
    ///   - program: The files that the jobs need.
    ///   - adaptive: Where further jobs come from; nil when these are all.
    ///   - stopping: What ends runs before their time; nil when nothing does.
    ///   - report: Told what happens.
    public init(
        store: Store,
        connection: ClusterConnection,
        spec: SweepSpec,
        jobs: [LocalJob],
        program: FarProgram,
        adaptive: AdaptiveTrials?,
        stopping: StoppingWatch?,
        report: @escaping (RemoteEvent) -> Void
    ) {
        self.store = store
        self.connection = connection
        self.adaptive = adaptive
        self.stopping = stopping
        self.report = report
        self.jobs = jobs
        let limits = connection.site.limits
        slots = limits.running?.value ?? limits.queued?.value ?? Self.usualSlots
        submission = RemoteSubmission(
            store: store,
            connection: connection,
            spec: spec,
            jobs: jobs,
            program: program,
            report: report
        )
    }

    /// Runs the search to its end.
    ///
    /// - Returns: What it came to.
    /// - Throws: As `RemoteSubmission.run`.
    public mutating func run() async throws -> RemoteSummary {
        try stopping?.recall(jobs.map(\.key))
        var summary = RemoteSummary()
        while true {
            try await look()
            try await stopEarly()
            try propose()
            let statuses = try statuses()
            if statuses.values.contains(.waiting) {
                summary = try await submission.run(waits: false)
                // What is refused for now, or waits for room, is tried again after the pause.
            } else if !statuses.values.contains(.running) {
                return counted(summary, statuses)
            }
            try await Task.sleep(for: .seconds(min(15, max(1, connection.site.limits.secondsBetweenPolls))))
        }
    }

    private func counted(_ summary: RemoteSummary, _ statuses: [String: Schedule.Status]) -> RemoteSummary {
        var result = summary
        result.finished = statuses.values.count { $0 == .finished }
        result.stopped = statuses.values.count { $0 == .stopped }
        result.failed = statuses.values.count { $0 == .failed }
        result.waiting = statuses.count - result.finished - result.stopped - result.failed
        (result.inFlight, result.open, result.postponed) = (0, 0, 0)
        return result
    }

    /// A cluster that cannot be reached for a moment is looked at again later.
    private func look() async throws {
        let keys = Set(jobs.map(\.key))
        guard try store.clusterRuns(cluster: connection.name, keys: keys).contains(where: { !$0.state.isFinal }) else {
            return
        }
        do {
            _ = try await ClusterLook(store: store, connection: connection, machine: try .current()).look()
        } catch let error as TransportError where error.isTemporary {
            report(.unreachable(reason: error.description))
        }
    }

    /// Asks the search for trials until enough of them are without a result.
    private mutating func propose() throws {
        while adaptive != nil {
            let statuses = try statuses()
            guard let next = try adaptive?.next(slots: slots, status: { statuses[$0] }), !next.isEmpty else { return }
            let known = Set(jobs.map(\.key))
            jobs += next.filter { !known.contains($0.key) }
            submission.add(next)
        }
    }

    /// What has become of each job.
    private func statuses() throws -> [String: Schedule.Status] {
        let latest = try store.latestAttempts(keys: jobs.map(\.key))
        let attempts = Dictionary(
            grouping: try store.clusterRuns(cluster: connection.name, keys: Set(jobs.map(\.key))),
            by: \.key
        )
        var statuses: [String: Schedule.Status] = [:]
        for job in jobs {
            var status = Schedule.Status.waiting
            if let run = latest[job.key] { status = try self.status(of: run, job, attempts[job.key] ?? []) }
            if status == .waiting, let need = job.needs.first(where: { Self.cannotFinish(statuses[$0.key]) }) {
                status = .blocked(by: need.key)
            }
            statuses[job.key] = status
        }
        return statuses
    }

    private static func cannotFinish(_ status: Schedule.Status?) -> Bool {
        switch status {
        case .failed, .stopped, .blocked: true
        case .waiting, .running, .finished, nil: false
        }
    }

    private func status(of run: Run, _ job: LocalJob, _ attempts: [ClusterRun]) throws -> Schedule.Status {
        switch run.state {
        case .finished: return .finished
        case .created: return .waiting
        case .submitting, .queued, .running: return .running
        case .failed, .crashed, .lost, .cancelled:
            if try StopRecord.read(from: store.lab.runDirectory(run.directory)) != nil { return .stopped }
            if case .again = RetryRule(job.resources).decision(on: attempts) { return .waiting }
            // What failed before this search began is tried once more, as by any submission.
            return submission.hasHandedOver(job.key) ? .failed : .waiting
        }
    }

    // MARK: - Early stopping

    /// Ends the runs that the rule has judged: first the record, then the word to Slurm, for all of them at once.
    private mutating func stopEarly() async throws {
        guard stopping != nil else { return }
        let runs = try store.clusterRuns(cluster: connection.name, keys: Set(jobs.map(\.key)))
        var ended: Set<Int64> = []
        for run in runs where !judged.contains(run.id) {
            if run.state.isFinal {
                try stopping?.end(run.id, key: run.key, isFinished: run.state == .finished)
                judged.insert(run.id)
            } else if run.state == .running, let ground = try stopping?.verdict(on: run.id, key: run.key) {
                let directory = store.lab.runDirectory(run.directory)
                try StopRecord(reason: "stopped early: \(ground)", at: Timestamp.now()).write(to: directory)
                ended.insert(run.id)
                judged.insert(run.id)
            }
        }
        guard !ended.isEmpty else { return }
        let cancellation = ClusterCancellation(store: store, cluster: connection.name)
        try await cancellation.carryOut(try cancellation.plan(ended), over: connection)
        report(.stoppedEarly(runs: ended.count))
    }
}
