import Foundation
import Glibc
import Orchestrator
import RunLog
import TestSupport
import Testing

/// The shell script around every attempt, run by the system's own `sh`.
@Suite struct BootstrapTests {
    @Test(arguments: [
        ("exit 0", Int32(0), RunState.finished),
        ("exit 3", 3, .failed),
        ("kill -9 $$", 137, .failed),
        ("kill -TERM $$", 143, .failed),
    ])
    func theEndIsRecorded(command: String, code: Int32, state: RunState) throws {
        try withAttempt(command) { directory, script in
            let wrapper = try start(script, directory, token: "one")
            wrapper.waitUntilExit()
            let exit = try #require(try ExitRecord.read(from: directory))
            #expect(exit.code == code)
            #expect(exit.state == state)
            #expect(exit.signal == (code > 128 ? code - 128 : nil))
            #expect(try Claim.read(from: directory)?.token == "one")
            #expect(try Heartbeat.read(from: directory) != nil)
        }
    }

    @Test func outputAndErrorsAreLogged() throws {
        try withAttempt("echo out; echo err >&2") { directory, script in
            try start(script, directory, token: "one").waitUntilExit()
            #expect(try String(contentsOfFile: directory.log, encoding: .utf8) == "out\nerr\n")
        }
    }

    /// Ten copies at once: one claims the run, nine leave with code 0, and the command runs once.
    @Test func aSecondCopyLeavesWithoutATrace() throws {
        try withAttempt("echo ran; sleep 0.1") { directory, script in
            let wrappers = try (0..<10).map { try start(script, directory, token: "copy \($0)") }
            for wrapper in wrappers { wrapper.waitUntilExit() }
            #expect(wrappers.allSatisfy { $0.terminationStatus == 0 })
            #expect(try String(contentsOfFile: directory.log, encoding: .utf8) == "ran\n")
            let files = try FileManager.default.contentsOfDirectory(atPath: directory.path)
            #expect(!files.contains { $0.hasPrefix("claim.") }, "\(files)")
        }
    }

    @Test func aRequestToStopIsPassedOnAndRecordedAsCancelled() throws {
        try withAttempt("trap 'echo stopping; exit 5' TERM; echo ready; while :; do sleep 0.01; done") {
            directory,
            script in
            let wrapper = try start(script, directory, token: "one")
            for _ in 0..<500 where (try? String(contentsOfFile: directory.log, encoding: .utf8)) != "ready\n" {
                usleep(5000)
            }
            kill(wrapper.processIdentifier, SIGTERM)
            wrapper.waitUntilExit()
            let exit = try #require(try ExitRecord.read(from: directory))
            #expect(exit.reason == .cancelled)
            #expect(exit.code == 5)
            let log = try String(contentsOfFile: directory.log, encoding: .utf8)
            // The shell says so of its `sleep`, which is told, too.
            #expect(log.replacing("Terminated\n", with: "") == "ready\nstopping\n")
        }
    }

    /// Whether only the wrapper is told, or its whole group as Slurm does it: the program hears of it exactly once, be it
    /// the last of several or not.
    @Test(arguments: ["wrapper", "group"], ["sh program", "sh program; true", "exec sh program"])
    func theProgramIsToldOnceToEnd(who: String, command: String) throws {
        let program =
            "trap 'echo told; count=$((count + 1))' TERM; count=0; echo ready; "
            + "i=0; while [ $i -lt 80 ]; do i=$((i + 1)); [ $count = 0 ] || i=$((i + 8)); sleep 0.05; done; exit $count"
        try withAttempt("set -e\n\(command)") { directory, script in
            try program.write(toFile: "\(directory.path)/program", atomically: true, encoding: .utf8)
            let wrapper = try DetachedWrapper(script, directory)
            for _ in 0..<500 where (try? String(contentsOfFile: directory.log, encoding: .utf8)) != "ready\n" {
                usleep(5000)
            }
            kill(who == "group" ? -wrapper.pid : wrapper.pid, SIGTERM)
            wrapper.wait()
            let lines = try String(contentsOfFile: directory.log, encoding: .utf8).split(separator: "\n")
            #expect(lines.count { $0 == "told" } == 1, "\(lines)")
            #expect(try ExitRecord.read(from: directory)?.reason == .cancelled)
        }
    }

    /// Slurm's warning reaches the program and not the shell around it; that is not the end of the commands.
    @Test(arguments: ["sh program; echo more", "exec sh program"])
    func theProgramIsToldToSave(command: String) throws {
        let program = "trap 'echo saved; exit 75' USR1; echo ready; while :; do sleep 0.05; done"
        try withAttempt("set -e\n\(command)") { directory, script in
            try program.write(toFile: "\(directory.path)/program", atomically: true, encoding: .utf8)
            let wrapper = try DetachedWrapper(script, directory)
            for _ in 0..<500 where (try? String(contentsOfFile: directory.log, encoding: .utf8)) != "ready\n" {
                usleep(5000)
            }
            kill(wrapper.pid, SIGUSR1)
            wrapper.wait()
            #expect(try String(contentsOfFile: directory.log, encoding: .utf8) == "ready\nsaved\n")
            let exit = try #require(try ExitRecord.read(from: directory))
            #expect(exit.code == 75 && exit.note == "ended after Slurm's warning of the time limit")
        }
    }

    @Test func theRunSeesItsOwnFolder() throws {
        try withAttempt("printf %s \"$RUN_DIR\" >seen; pwd >here") { directory, script in
            try start(script, directory, token: "one").waitUntilExit()
            #expect(try String(contentsOfFile: "\(directory.path)/seen", encoding: .utf8) == directory.path)
        }
    }

    /// The machine and the environment are recorded, secrets hidden; samples of both are taken as it goes.
    @Test func theMachineIsRecordedAndSampled() throws {
        try withAttempt("sleep 0.5") { directory, script in
            let variables = ["LAB_BEAT": "0.1", "HF_TOKEN": "abc", "ODD": "a\"b\\c\nd", "SLURM_JOB_ID": "7"]
            try start(script, directory, token: "one", environment: variables).waitUntilExit()
            let record = try JSONValue.object(#require(try CaptureRecord.read(.wrapper, from: directory)).sections)
            #expect(record["environment"]?["HF_TOKEN"]?.stringValue == "(hidden)")
            #expect(record["environment"]?["ODD"]?.stringValue == "a\"b\\c d")
            #expect(record["slurm"]?["SLURM_JOB_ID"]?.stringValue == "7")
            #expect(try #require(record["host"]?["memory_mb"]?.intValue) > 0)
            let samples = try String(contentsOfFile: directory.systemMetrics, encoding: .utf8).split(separator: "\n")
            let last = try JSONValue(parsing: Array(#require(samples.last).utf8))
            let values = try #require(last["values"])
            #expect(try #require(values["system/rss"]?.doubleValue) > 0)
            #expect(try 0...100 ~= #require(values["system/host_cpu"]?.doubleValue))
        }
    }

    @Test func nothingIsRecordedWhereNothingIsWanted() throws {
        try withAttempt("sleep 0.2") { directory, script in
            let variables = ["LAB_BEAT": "0.05", "LAB_CAPTURE": "none"]
            try start(script, directory, token: "one", environment: variables).waitUntilExit()
            #expect(try FileStatus(path: directory.captureFolder) == nil)
            #expect(try FileStatus(path: directory.systemMetrics) == nil)
        }
    }

    private func withAttempt(_ command: String, _ body: (RunDirectory, URL) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let script = folder.appending(path: "bootstrap.sh")
            try Bootstrap.script.write(to: script, atomically: true, encoding: .utf8)
            let directory = RunDirectory(folder.appending(path: "an attempt").path(percentEncoded: false))
            try directory.create()
            try command.write(toFile: directory.command, atomically: true, encoding: .utf8)
            try body(directory, script)
        }
    }

    private func start(
        _ script: URL,
        _ directory: RunDirectory,
        token: String,
        environment: [String: String] = [:]
    ) throws -> Process {
        let process = Process()
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = [script.path(percentEncoded: false), directory.path, token]
        try process.run()
        return process
    }
}

/// The wrapper as the leader of a session of its own, as a submission and Slurm start it.
private struct DetachedWrapper {
    let pid: pid_t

    init(_ script: URL, _ directory: RunDirectory) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/setsid")
        process.arguments = ["/bin/sh", script.path(percentEncoded: false), directory.path, "one"]
        process.environment = ProcessInfo.processInfo.environment.merging(["LAB_BEAT": "0.2", "LAB_CAPTURE": "none"]) {
            $1
        }
        try process.run()
        // `setsid` forks only where it leads a group already, so the claim says who it is.
        for _ in 0..<500 where try Claim.read(from: directory) == nil { usleep(5000) }
        pid = try #require(try Claim.read(from: directory)).process.pid
        self.directory = directory
    }

    private let directory: RunDirectory

    func wait() {
        for _ in 0..<1000 where (try? FileStatus(path: directory.exit)) == .some(nil) { usleep(10_000) }
    }
}
