import Foundation
import RunLog
import TestSupport
import Testing

@Suite struct RecordTests {
    @Test func recordsComeBackAsTheyWereWritten() throws {
        try withTemporaryFolder { (folder) throws in
            let run = RunDirectory(folder.path)
            let start = StartRecord(startedAt: 1.5, host: "h", pid: 7, details: [.init("argv", .array([.string("a")]))])
            try start.write(to: run)
            #expect(try StartRecord.read(from: run) == start)
            let progress = ProgressRecord(done: 120, total: 400, unit: "step", at: 2.25)
            try progress.write(to: run)
            #expect(try ProgressRecord.read(from: run) == progress)
            let exit = ExitRecord(code: 1, signal: nil, reason: .failed, finishedAt: 3.125)
            try exit.write(to: run)
            #expect(try ExitRecord.read(from: run) == exit)
            try Heartbeat(at: 1_763_873_000.25).write(to: run)
            #expect(try Heartbeat.read(from: run)?.at == 1_763_873_000.25)
            let process = ProcessIdentity(host: "h", bootID: "b", pid: 4, startTicks: 99)
            let claim = Claim(token: "t", process: process, at: 1, slurmJobID: "12_3")
            #expect(try claim.make(in: run))
            #expect(try !claim.make(in: run), "a claim is made once")
            #expect(try Claim.read(from: run) == claim)
        }
    }

    @Test func absentRecordsAreNoError() throws {
        try withTemporaryFolder { (folder) throws in
            let run = RunDirectory(folder.appending(path: "none").path)
            let claim = try Claim.read(from: run)
            #expect(claim == nil)
            #expect(try StartRecord.read(from: run) == nil)
            #expect(try ExitRecord.read(from: run) == nil)
            #expect(try Heartbeat.read(from: run) == nil)
            #expect(try ProgressRecord.read(from: run) == nil)
            #expect(try run.readConfiguration() == nil)
        }
    }

    @Test(arguments: [
        (#"{"version":2,"code":0}"#, "written in version 2 of the run-directory format"),
        (#"{"code":"0","reason":"finished","finished_at":1}"#, "'code' must be an integer"),
        (
            #"{"code":0,"reason":"great","finished_at":1}"#,
            "'reason' must be one of finished, failed, cancelled, duplicate, fenced"
        ),
        (#"{"code":0"#, "byte 9: the text ends too early"),
        ("[]", "byte 0: expected '{'"),
    ])
    func wrongRecordsAreNamed(text: String, words: String) throws {
        try withTemporaryFolder { (folder) throws in
            let run = RunDirectory(folder.path)
            try text.write(toFile: run.exit, atomically: true, encoding: .utf8)
            do {
                _ = try ExitRecord.read(from: run)
                Issue.record("the record was taken")
            } catch let error as RunLogError {
                #expect(error.description.hasPrefix("\(run.exit): \(words)"))
            }
        }
    }

    @Test func anAttemptIsMadeOnce() throws {
        try withTemporaryFolder { (folder) throws in
            let run = try RunDirectory(runs: folder.path, sweep: "tokens", key: "3f2a", attempt: 1)
            #expect(run.path == "\(folder.path)/tokens/3f2a/1")
            try run.create()
            #expect(throws: RunLogError.attemptExists(path: run.path)) { try run.create() }
            #expect(throws: RunLogError.self) { try RunDirectory(runs: "r", sweep: "a/b", key: "k", attempt: 1) }
            #expect(throws: RunLogError.self) { try RunDirectory(runs: "r", sweep: "a", key: "..", attempt: 1) }
        }
    }

    @Test(arguments: [(0.0, "0s"), (42.4, "42s"), (190, "3m10s"), (7500, "2h05m"), (273_600, "3d04h"), (-3, "0s")])
    func durationsAreShort(seconds: Double, text: String) {
        #expect(Timestamp.duration(seconds) == text)
    }
}
