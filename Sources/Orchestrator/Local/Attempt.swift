import Foundation
import Glibc
import RunLog

/// An attempt that is on its way on this machine: started by this process, or found alive.
struct Attempt {
    let job: LocalJob
    let number: Int
    /// Its row in the store.
    let run: Int64
    let directory: RunDirectory
    let startedAt: Double
    /// When it was told to stop early, in seconds since 1970; nil while it is not.
    var stoppedAt: Double?
    /// This process's child; nil when an earlier submission started it.
    var child: DetachedProcess?

    /// Looks whether it has ended; nil while it goes on.
    ///
    /// - Throws: `FileError` when its folder cannot be read.
    mutating func outcome(on host: Machine) throws -> RunOutcome? {
        if let child {
            guard child.hasEnded() else { return nil }
            self.child = nil
        }
        var seen = try RunObservation(of: directory, at: Timestamp.now(), on: host)
        if seen.state == .crashed, try StopRecord.read(from: directory) != nil {
            // It did not heed the first signal, and the second one left it no time for a record.
            try ExitRecord(code: 137, signal: SIGKILL, reason: .cancelled, finishedAt: Timestamp.now())
                .write(to: directory)
            seen = try RunObservation(of: directory, at: Timestamp.now(), on: host)
        }
        switch seen.state {
        case .finished:
            return .finished
        case .cancelled:
            return try StopRecord.read(from: directory).map { .stoppedEarly(evidence: $0.reason) } ?? .cancelled
        case .running:
            // The child was a second copy and left; the owner of the claim goes on.
            return nil
        case nil:
            return .failed(evidence: "its wrapper ended before it claimed the run")
        case .created, .submitting, .queued, .failed, .crashed, .lost:
            return .failed(evidence: seen.evidence)
        }
    }

    /// The part of it that is done, 0…1, as far as its trainer tells.
    func fraction() throws -> Double {
        guard let progress = try ProgressRecord.read(from: directory), progress.total > 0 else { return 0 }
        return min(1, Double(progress.done) / Double(progress.total))
    }

    /// Tells it to end before its time, for which a record lies in its folder.
    mutating func stopEarly() throws {
        stoppedAt = Timestamp.now()
        try signal(SIGTERM)
    }

    /// Sends a signal to its whole process group, wrapper and trainer alike.
    func signal(_ signal: Int32) throws {
        let leader = try child?.pid ?? Claim.read(from: directory)?.process.pid
        // A group that has just ended needs no signal.
        if let leader { kill(-leader, signal) }
    }
}
