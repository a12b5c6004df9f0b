import Foundation
import Glibc
import RunLog
import Tracker

/// What a search that learns and early stopping do while a submission runs.
extension LocalSubmission {
    /// How long a run that was told to stop early may take over it, in seconds.
    private static let patience = 10.0

    /// Starts jobs until all slots are taken or there are none, asking the search for more trials.
    mutating func fill() throws {
        while attempts.count < slots {
            if let key = schedule.start(), let job = byKey[key] {
                try start(job)
            } else if try !addTrial() {
                return
            }
        }
    }

    /// Adds the search's next trial; false when there is none at this moment.
    private mutating func addTrial() throws -> Bool {
        let schedule = schedule
        let next = try adaptive?.next(slots: slots) { schedule.status(of: $0) } ?? []
        guard !next.isEmpty else { return false }
        _ = try admit(next)
        return true
    }

    /// Tells runs to end that the rule has judged, and insists where they do not.
    mutating func stopEarly() throws {
        for index in attempts.indices {
            let attempt = attempts[index]
            if let since = attempt.stoppedAt {
                if Timestamp.now() - since > Self.patience { try attempt.signal(SIGKILL) }
                continue
            }
            guard let ground = try stopping?.verdict(on: attempt.run, key: attempt.job.key),
                try ExitRecord.read(from: attempt.directory) == nil
            else { continue }
            let evidence = "stopped early: \(ground)"
            try StopRecord(reason: evidence, at: Timestamp.now()).write(to: attempt.directory)
            try store.transition(run: attempt.run, to: .cancelled, evidence: evidence, source: .store, at: Date())
            try attempts[index].stopEarly()
        }
    }

    /// Takes in what runs have written, waiting for another process that is doing so.
    ///
    /// - Throws: `StoreError`.
    func ingestAll() throws {
        for _ in 0..<250 {
            if try ingester.ingest() != nil { return }
            usleep(20_000)
        }
    }
}
