import Foundation
import RunLog
import Sweep
import Tracker

/// Which jobs of a plan a lab has results of already.
struct FinishedJobs {
    private let lab: Lab

    init(in lab: Lab) {
        self.lab = lab
    }

    /// The keys of finished jobs among these; none when the lab is not in use yet.
    ///
    /// Only reads: a run that has ended since the last look counts from the next `submit` or `tracker list` on.
    func among(_ jobs: [Job]) throws -> Set<TrialKey> {
        guard lab.isInUse, FileManager.default.fileExists(atPath: lab.database) else { return [] }
        let store = try Store(readingFrom: lab)
        let byName = Dictionary(jobs.map { ($0.key.short, $0.key) }) { first, _ in first }
        let runs = try store.runs(RunQuery(states: [.finished], keys: Array(byName.keys)))
        return Set(runs.compactMap { byName[$0.key] })
    }
}

extension LoadedSpec {
    /// The plan with the jobs marked that are done.
    ///
    /// - Throws: `StoreError` when the lab cannot be read; `CommandFailure` when the plan cannot be carried out.
    func plan(knowing finished: FinishedJobs) throws -> Plan {
        let done = try finished.among(plan.jobs)
        return done.isEmpty ? plan : spec.plan(code: code, done: done)
    }
}
