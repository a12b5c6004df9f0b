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

    /// How long finished runs of a sweep took on average, in seconds, by stage; empty when the lab is not in use yet.
    func meanSeconds(sweep: String) throws -> [String: Double] {
        guard lab.isInUse, FileManager.default.fileExists(atPath: lab.database) else { return [:] }
        let runs = try Store(readingFrom: lab).runs(RunQuery(sweep: sweep, states: [.finished], archived: true))
        let seconds = Dictionary(grouping: runs, by: \.stage)
            .mapValues { runs in
                runs.compactMap { run in run.startedAt.flatMap { run.finishedAt?.timeIntervalSince($0) } }
            }
        return seconds.filter { !$0.value.isEmpty }.mapValues { $0.reduce(0, +) / Double($0.count) }
    }

    /// The keys of jobs among these that need no further run, finished or stopped early by a rule; none when the lab is not in use yet.
    ///
    /// Only reads: a run that has ended since the last look counts from the next `submit` or `tracker list` on.
    func among(_ jobs: [Job]) throws -> Set<TrialKey> {
        guard lab.isInUse, FileManager.default.fileExists(atPath: lab.database) else { return [] }
        let store = try Store(readingFrom: lab)
        let byName = Dictionary(jobs.map { ($0.key.short, $0.key) }) { first, _ in first }
        let ended = try store.runs(RunQuery(states: [.finished, .cancelled], keys: Array(byName.keys)))
        let done = try ended.filter { run in
            try run.state == .finished || StopRecord.read(from: lab.runDirectory(run.directory)) != nil
        }
        return Set(done.compactMap { byName[$0.key] })
    }
}

extension LoadedSpec {
    /// The plan with the jobs marked that are done, and GPU-hours by what earlier runs of its stages took, if any did.
    ///
    /// - Throws: `StoreError` when the lab cannot be read; `CommandFailure` when the plan cannot be carried out.
    func plan(knowing finished: FinishedJobs) throws -> Plan {
        let done = try finished.among(plan.jobs)
        let seconds = try finished.meanSeconds(sweep: spec.name)
        guard !done.isEmpty || !seconds.isEmpty else { return plan }
        return spec.plan(code: code, done: done) { job in
            guard let gpus = job.resources.allGPUs, let mean = seconds[job.stage] else { return nil }
            return Double(gpus) * mean / 3600
        }
    }
}
