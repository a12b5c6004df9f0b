import Foundation
import RunLog
import Tracker

/// What earlier submissions left of a job, found by looking at the run directories rather than by trusting the store.
enum Finding {
    /// A result is there.
    case finished
    /// An attempt was ended early on purpose, so no other is made.
    case stopped
    /// An attempt is alive.
    case alive(Run)
    /// Attempts were made and none has a result; the next one takes this number.
    case ended(next: Int)
    /// Nothing was ever started.
    case new
}

/// Looks at every earlier attempt of some jobs, and makes sure that each is finished, alive, or can never come alive.
struct Survey {
    let lab: Lab
    let store: Store
    let host: Machine

    /// The finding of each job that has earlier attempts.
    ///
    /// - Throws: `FileError`, `StoreError`.
    func findings(of keys: [String]) throws -> [String: Finding] {
        let attempts = Dictionary(grouping: try store.runs(RunQuery(keys: keys)), by: \.key)
        return try attempts.mapValues(finding)
    }

    private func finding(of attempts: [Run]) throws -> Finding {
        var next = 1
        for run in attempts.sorted(by: { $0.attempt > $1.attempt }) {
            next = max(next, run.attempt + 1)
            switch try settle(run) {
            case .finished: return .finished
            case .running: return .alive(run)
            case .cancelled: if try StopRecord.read(from: lab.runDirectory(run.directory)) != nil { return .stopped }
            case .created, .submitting, .queued, .failed, .crashed, .lost: continue
            }
        }
        return .ended(next: next)
    }

    /// The state of an attempt once nothing about it can change behind our back.
    ///
    /// A folder that nobody has claimed may have a wrapper on its way: claiming it here first turns that wrapper into a
    /// second copy, which leaves without a trace. Nobody needs to wait and see.
    private func settle(_ run: Run) throws -> RunState {
        let directory = lab.runDirectory(run.directory)
        // A submission that died after it asked for the end may not have seen to it.
        let isStopping = try run.state != .finished && StopRecord.read(from: directory) != nil
        guard !run.state.isFinal || run.state == .crashed || run.state == .lost || isStopping else { return run.state }
        var seen = try RunObservation(of: directory, at: Timestamp.now(), on: host)
        if seen.state == nil {
            try fence(directory)
            seen = try RunObservation(of: directory, at: Timestamp.now(), on: host)
        }
        var state = seen.state ?? .lost
        if state == .crashed {
            _ = Ghosts.kill(of: directory.path)
        }
        if isStopping, state != .running, state != .finished { state = .cancelled }
        if state != run.state {
            try store.transition(
                run: run.id,
                to: state,
                evidence: seen.evidence,
                source: .directory,
                at: Date()
            )
        }
        return state
    }

    private func fence(_ directory: RunDirectory) throws {
        try directory.createIfAbsent()
        let claim = Claim(token: "fence", process: try .current(), at: Timestamp.now())
        guard try claim.make(in: directory) else { return }
        try ExitRecord(code: 0, reason: .fenced, finishedAt: Timestamp.now()).write(to: directory)
    }
}
