import Foundation
import RunLog
import Sweep
import Tracker

/// What is to be done about each job of a plan, by what the store knows of its attempts, here and elsewhere.
struct RemoteSurvey {
    /// What is to be done about a job.
    enum Finding: Equatable {
        /// It has a result on this cluster, in that folder.
        case finished(directory: String)
        /// It has a result, though not on this cluster; it is run again only when another job needs it here.
        case finishedElsewhere(next: Int)
        /// It was ended early on purpose.
        case stopped
        /// An attempt is on its way on this cluster.
        case inFlight(Prerequisites.Place?)
        /// An attempt is on its way somewhere else.
        case elsewhere(String)
        /// It is to run, as that attempt.
        case open(next: Int, memoryFactor: Double)
        /// It ended without a result since it was handed over by this very submission, and is not tried again by itself.
        case failed
    }

    let lab: Lab
    let store: Store
    let cluster: String
    /// What was handed over already by the submission that asks: what ends meanwhile is tried again within limits only.
    var handed: Set<String> = []

    /// The finding of each job.
    ///
    /// - Throws: `StoreError`, `RunLogError`, `FileError`.
    func findings(of jobs: [LocalJob]) throws -> [String: Finding] {
        let keys = jobs.map(\.key)
        let attempts = Dictionary(grouping: try store.runs(RunQuery(keys: keys)), by: \.key)
        let remote = try store.clusterRuns(keys: Set(keys))
        let byRun = Dictionary(uniqueKeysWithValues: remote.map { ($0.id, $0) })
        var findings: [String: Finding] = [:]
        for job in jobs {
            findings[job.key] = try finding(attempts[job.key] ?? [], byRun, job)
        }
        return findings
    }

    private func finding(_ runs: [Run], _ remote: [Int64: ClusterRun], _ job: LocalJob) throws -> Finding {
        let next = (runs.map(\.attempt).max() ?? 0) + 1
        let finished = runs.filter { $0.state == .finished }
        if let here = finished.first(where: { $0.cluster == cluster }) { return .finished(directory: here.directory) }
        if !finished.isEmpty { return .finishedElsewhere(next: next) }
        for run in runs where !run.state.isFinal && run.state != .created {
            guard run.cluster == cluster else { return .elsewhere(run.cluster ?? "this machine") }
            return .inFlight(remote[run.id].flatMap(Self.place))
        }
        let there = runs.compactMap { remote[$0.id] }.filter { $0.submission.cluster == cluster }
        let rule = RetryRule(job.resources)
        let factor = rule.memoryFactor(after: there)
        if let created = runs.first(where: { $0.state == .created && $0.cluster != nil }) {
            return .open(next: created.attempt, memoryFactor: factor)
        }
        for run in runs where run.state == .cancelled {
            if try StopRecord.read(from: lab.runDirectory(run.directory)) != nil { return .stopped }
        }
        if handed.contains(job.key) {
            guard case .again = rule.decision(on: there) else { return .failed }
        }
        return .open(next: next, memoryFactor: factor)
    }

    private static func place(_ run: ClusterRun) -> Prerequisites.Place? {
        run.submission.job.map { Prerequisites.Place(batch: .job($0), task: run.task) }
    }
}
