import Foundation
import Glibc
public import RunLog
public import Tracker

/// Ends attempts on this machine: asks them first, and makes them a few seconds later.
public struct LocalCancellation {
    private let store: Store
    private let machine: Machine
    private let grace: Double

    /// Ends attempts of a lab.
    ///
    /// - Parameters:
    ///   - store: The lab's store.
    ///   - machine: This machine.
    ///   - grace: Seconds between asking and making.
    public init(store: Store, machine: Machine, grace: Double = 10) {
        self.store = store
        self.machine = machine
        self.grace = grace
    }

    /// Ends the runs that are alive, all at once, and waits for their own records.
    ///
    /// - Returns: The ids of those that were alive, and have ended now.
    /// - Throws: `FileError`, `RunLogError`, `StoreError`.
    public func cancel(_ runs: [Run]) throws -> [Int64] {
        var asked: [(run: Run, leader: pid_t)] = []
        for run in runs {
            let directory = store.lab.runDirectory(run.directory)
            guard try observation(directory).state == .running, let claim = try Claim.read(from: directory) else {
                continue
            }
            kill(-claim.process.pid, SIGTERM)
            asked.append((run, claim.process.pid))
        }
        try wait(for: asked.map(\.run), seconds: grace)
        for (run, leader) in asked {
            let directory = store.lab.runDirectory(run.directory)
            guard try ExitRecord.read(from: directory) == nil else { continue }
            // Its record comes first: what is left of it can then no longer be taken for a crash.
            try ExitRecord(code: 137, signal: SIGKILL, reason: .cancelled, finishedAt: Timestamp.now())
                .write(to: directory)
            kill(-leader, SIGKILL)
            _ = Ghosts.kill(of: directory.path)
        }
        return asked.map(\.run.id)
    }

    private func wait(for runs: [Run], seconds: Double) throws {
        let end = Timestamp.now() + seconds
        var open = runs
        while !open.isEmpty, Timestamp.now() < end {
            open = try open.filter { try observation(store.lab.runDirectory($0.directory)).state == .running }
            if !open.isEmpty { usleep(50_000) }
        }
    }

    private func observation(_ directory: RunDirectory) throws -> RunObservation {
        try RunObservation(of: directory, at: Timestamp.now(), on: machine)
    }
}
