import Foundation
import Slurm
import TestSupport
import Testing

@Suite("Commands on this machine")
struct LocalRunnerTests {
    private let runner = LocalRunner()

    @Test(
        "exit codes",
        arguments: [
            ("true", Int32(0)), ("false", 1), ("exit 7", 7), ("kill -TERM $(exec sh -c 'echo $PPID')", 143),
            ("nosuchcommand", 127),
        ]
    )
    func codes(command: String, code: Int32) async throws {
        #expect(try await runner.run(command).code == code)
    }

    @Test("both streams come back byte for byte, without a line end added")
    func streams() async throws {
        let reply = try await runner.run("printf 'a\\000b'; printf err >&2")
        #expect(reply.output == [97, 0, 98])
        #expect(reply.errorText == "err")
    }

    @Test("a megabyte in and out at once, which would fill both pipes")
    func large() async throws {
        let input = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }
        let reply = try await runner.run("cat; head -c 300000 /dev/zero >&2", input: input, timeout: .seconds(30))
        #expect(reply.output == input)
        #expect(reply.errors.count == 300_000)
    }

    @Test("input that nobody reads is no error")
    func unread() async throws {
        let reply = try await runner.run("exit 3", input: [UInt8](repeating: 65, count: 1 << 20), timeout: .seconds(30))
        #expect(reply.code == 3)
    }

    @Test("a process left in the background holds nobody up")
    func background() async throws {
        let begin = ContinuousClock.now
        let reply = try await runner.run("sleep 1000 & echo $!", input: [], timeout: .seconds(500))
        #expect(begin.duration(to: .now) < .seconds(500))
        let pid = try #require(pid_t(reply.outputText.trimmingCharacters(in: .newlines)))
        kill(pid, SIGKILL)
    }

    @Test("a command that takes too long is ended, and may have had its effect")
    func timeout() async throws {
        let error = await #expect(throws: TransportError.self) {
            try await runner.run("sleep 30", input: [], timeout: .milliseconds(200))
        }
        #expect(error?.mayHaveRun == true)
        #expect(
            error?.description == """
                this machine: a command did not come to its end: no answer within 0.2 s. Whether the command had its effect is \
                not known.
                """
        )
    }

    @Test("a cancelled task ends its command")
    func cancellation() async throws {
        let task = Task { try await runner.run("sleep 30") }
        task.cancel()
        await #expect(throws: TransportError.self) { try await task.value }
    }

    @Test("files: write on, read from the middle, sizes, folders, rename over another")
    func files() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "a b'c").path
            try await runner.write(Array("hello ".utf8), to: path, at: 0)
            try await runner.write(Array("world".utf8), to: path, at: 6)
            #expect(try await runner.read(path, from: 3, limit: 5) == Array("lo wo".utf8))
            #expect(try await runner.read(path, from: 100, limit: 5).isEmpty)
            #expect(try await runner.sizes(of: [path, folder.path, "/no/such"]) == [11, nil, nil])
            try await runner.makeFolders([folder.appending(path: "x/y").path])
            let target = folder.appending(path: "x/y/z").path
            try await runner.write([1], to: target, at: 0)
            try await runner.rename(path, to: target)
            #expect(try await runner.sizes(of: [path, target]) == [nil, 11])
        }
    }

    @Test("writing at an offset that is not the size is refused, and the file is as before")
    func offset() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "f").path
            try await runner.write([1, 2, 3], to: path, at: 0)
            await #expect(throws: TransportError.self) { try await runner.write([4], to: path, at: 2) }
            #expect(try await runner.read(path, from: 0, limit: 10) == [1, 2, 3])
        }
    }

    @Test("a file that cannot be written says why and what to do")
    func fileProblems() async throws {
        let error = await #expect(throws: TransportError.self) {
            try await runner.write([1], to: "/no/such/folder/f", at: 0)
        }
        guard case .file(let problem) = error?.reason else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(problem.cause == .missing)
        #expect(FileProblem("cat: write error: No space left on device").cause == .diskFull)
        #expect(FileProblem("cat: write error: Disk quota exceeded").cause == .quota)
        #expect(FileProblem("sh: 1: cannot create /x: Read-only file system").cause == .readOnly)
        #expect(FileProblem("sh: 1: cannot create /x: Permission denied").cause == .permission)
    }
}
