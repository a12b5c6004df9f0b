import Foundation
import RunLog
import TestSupport
import Testing

@Suite struct RunObservationTests {
    /// A machine on which exactly process 12 runs, started at tick 500.
    private let machine = Machine(name: "here", bootID: "boot-1") { $0 == 12 ? 500 : nil }

    @Test func nobodyHasClaimedIt() throws {
        try withRun { (run) throws in
            let seen = try RunObservation(of: run, at: 1000, on: machine)
            #expect(seen.state == nil)
            #expect(seen.evidence == "nobody has claimed \(run.claim)")
        }
    }

    @Test(arguments: [
        (12, 500, "boot-1", RunState.running, "process 12 on here is alive"),
        (13, 500, "boot-1", .crashed, "process 13 on here is gone and left no exit record"),
        (
            12, 499, "boot-1", .crashed,
            "process 12 on here is gone, its number now belongs to another and left no exit record"
        ),
        (
            12, 500, "boot-0", .crashed,
            "here was restarted while process 12 on here ran, so it ended and left no exit record"
        ),
    ])
    func processesOfThisMachineAreLookedUp(
        pid: Int32,
        ticks: UInt64,
        boot: String,
        state: RunState,
        evidence: String
    ) throws {
        try withRun { (run) throws in
            let process = ProcessIdentity(host: "here", bootID: boot, pid: pid, startTicks: ticks)
            #expect(try Claim(token: "t", process: process, at: 900).make(in: run))
            let seen = try RunObservation(of: run, at: 1000, on: machine)
            #expect(seen.state == state)
            #expect(seen.evidence.hasPrefix(evidence))
            #expect(seen.claim?.process == process)
        }
    }

    /// With word that it was told to end early, a run that ended by the signal is cancelled and says why; one that was
    /// done already is finished.
    @Test(arguments: [
        (Int32(143), ExitRecord.Reason.failed, RunState.cancelled),
        (143, .cancelled, .cancelled),
        (0, .finished, .finished),
    ])
    func anEarlyStopIsTold(code: Int32, reason: ExitRecord.Reason, state: RunState) throws {
        try withRun { (run) throws in
            try StopRecord(reason: "stopped early: ASHA rung 27, rank 9 of 12", at: 900).write(to: run)
            try ExitRecord(code: code, reason: reason, finishedAt: 950).write(to: run)
            let seen = try RunObservation(of: run, at: 1000, on: machine)
            #expect(seen.state == state)
            #expect(seen.evidence.hasPrefix("stopped early: ASHA rung 27, rank 9 of 12; ") == (state == .cancelled))
        }
    }

    @Test(arguments: [
        (950.0, RunState.running, "heartbeat from node3 50s ago"),
        (900, .lost, "no heartbeat from node3 for 1m40s, since 1970-01-01 00:15:00 UTC"),
        (2000, .running, "heartbeat from node3 0s ago"),
    ])
    func otherMachinesGoByTheirHeartbeat(beat: Double, state: RunState, evidence: String) throws {
        try withRun { (run) throws in
            let process = ProcessIdentity(host: "node3", bootID: "boot-1", pid: 12, startTicks: 500)
            #expect(try Claim(token: "t", process: process, at: 10).make(in: run))
            try Heartbeat(at: beat).write(to: run)
            let seen = try RunObservation(of: run, at: 1000, on: machine)
            #expect(seen.state == state)
            #expect(seen.evidence == evidence)
        }
    }

    @Test(arguments: [
        (ExitRecord(code: 0, reason: .finished, finishedAt: 5), RunState.finished, "exit.json says exit code 0"),
        (ExitRecord(code: 3, reason: .failed, finishedAt: 5), .failed, "exit.json says exit code 3"),
        (
            ExitRecord(code: 137, signal: 9, reason: .failed, finishedAt: 5), .failed,
            "exit.json says signal 9 (killed; out of memory is a usual cause)"
        ),
        (
            ExitRecord(code: 143, signal: 15, reason: .cancelled, finishedAt: 5), .cancelled,
            "exit.json says cancelled, signal 15 (terminated)"
        ),
        (
            ExitRecord(code: 0, reason: .duplicate, finishedAt: 5), .failed,
            "exit.json says that another process had claimed the run, exit code 0"
        ),
        (
            ExitRecord(code: 0, reason: .fenced, finishedAt: 5), .failed,
            "exit.json says that it lost its claim and stopped itself, exit code 0"
        ),
    ])
    func anExitRecordIsProof(exit: ExitRecord, state: RunState, evidence: String) throws {
        try withRun { (run) throws in
            try exit.write(to: run)
            let seen = try RunObservation(of: run, at: 1000, on: machine)
            #expect(seen.state == state)
            #expect(seen.evidence == evidence)
            #expect(seen.exit == exit)
        }
    }

    @Test func aTornClaimIsNoCrash() throws {
        try withRun { (run) throws in
            try #"{"version":1,"tok"#.write(toFile: run.claim, atomically: true, encoding: .utf8)
            let seen = try RunObservation(of: run, at: 1000, on: machine)
            #expect(seen.state == nil)
            #expect(seen.evidence.contains("the text ends too early"))
        }
    }

    @Test func thisProcessIsAlive() throws {
        try withRun { (run) throws in
            _ = try Claim(token: "", process: .current(), at: 0).make(in: run)
            let seen = try RunObservation(of: run, at: 1, on: .current())
            #expect(seen.state == .running)
        }
    }

    private func withRun(_ body: (RunDirectory) throws -> Void) throws {
        try withTemporaryFolder { folder in try body(RunDirectory(folder.path)) }
    }
}
