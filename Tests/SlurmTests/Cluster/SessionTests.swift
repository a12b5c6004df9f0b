import Foundation
import Slurm
import TestSupport
import Testing

@Suite("A real SSH server through libssh2", .enabled(if: Cluster.current != nil, Cluster.hint))
struct SessionTests {
    @Test("exit codes, both streams, and many commands on one connection")
    func commands() async throws {
        try await Cluster.required()
            .withSession { session in
                let reply = try await session.run("printf 'a\\000b'; printf err >&2; exit 5")
                #expect(reply == CommandReply(output: [97, 0, 98], errors: Array("err".utf8), code: 5))
                #expect(try await session.run("kill -TERM $(exec sh -c 'echo $PPID')").code == 143)
                for number in 0..<20 {
                    #expect(try await session.run("echo \(number)").outputText == "\(number)\n")
                }
                #expect(await session.connections == 1)
            }
    }

    @Test("five megabytes in and out at once, and stderr beside them")
    func large() async throws {
        let input = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }
        try await Cluster.required()
            .withSession { session in
                let reply = try await session.run(
                    "cat; head -c 3000000 /dev/zero >&2",
                    input: input,
                    timeout: .seconds(60)
                )
                #expect(reply.output == input)
                #expect(reply.errors.count == 3_000_000)
                let unread = try await session.run("exit 3", input: input, timeout: .seconds(60))
                #expect(unread.code == 3)
                #expect(try await session.run("echo still here").outputText == "still here\n")
            }
    }

    @Test("greetings of the login shell stay out, and files go without SFTP", arguments: ["loop-noisy"])
    func banners(alias: String) async throws {
        let cluster = try Cluster.required()
        try await cluster.withSession(alias) { session in
            let reply = try await session.run("echo out; echo err >&2; exit 4")
            #expect(reply.outputText == "out\n" && reply.errorText == "err\n" && reply.code == 4)
            // What is said after the command may come too late: nobody waits for it.
            #expect(reply.noise.contains("Welcome to the loop cluster\n"))
            #expect(reply.noise.contains("Maintenance on Monday\n"))
            try await cluster.withFarFolder(session) { folder in
                try await session.write([1, 2, 3], to: folder + "/f", at: 0)
                #expect(try await session.read(folder + "/f", from: 1, limit: 9) == [2, 3])
            }
        }
    }

    @Test("a process left in the background holds nobody up")
    func background() async throws {
        try await Cluster.required()
            .withSession { session in
                let begin = ContinuousClock.now
                let pid = try await session.run("sleep 100 & echo $!").outputText
                #expect(try await session.run("kill \(pid)").succeeded)
                #expect(begin.duration(to: .now) < .seconds(60))
            }
    }

    @Test("a connection that dies in the middle: the command may have run, the next one gets a new connection")
    func killedInTheMiddle() async throws {
        try await Cluster.required()
            .withSession { session in
                let server = try await session.run("ps -o ppid= -p $PPID").outputText
                let error = await #expect(throws: TransportError.self) {
                    try await session.run("kill -9 \(server.filter(\.isNumber)) $PPID; sleep 5")
                }
                #expect(error?.mayHaveRun == true)
                #expect(try await session.run("echo again").outputText == "again\n")
                #expect(await session.connections == 2)
            }
    }

    @Test("a connection that died while nobody looked is replaced without a word")
    func killedBetween() async throws {
        try await Cluster.required()
            .withSession { session in
                // The process above the shell is the server's for this connection.
                let server = try await session.run("ps -o ppid= -p $$").outputText.filter(\.isNumber)
                _ = try await tool("kill", "-9", server)
                #expect(try await session.run("echo again").outputText == "again\n")
                #expect(await session.connections == 2)
            }
    }

    @Test("a server that stops answering: time-out, and nothing hangs")
    func frozen() async throws {
        try await Cluster.required()
            .withSession { session in
                let server = try await session.run("ps -o ppid= -p $$").outputText.filter(\.isNumber)
                _ = try await tool("kill", "-STOP", server)
                let error = await #expect(throws: TransportError.self) {
                    try await session.run("true", input: [], timeout: .milliseconds(400))
                }
                #expect(error?.isTemporary == true)
                _ = try await tool("kill", "-KILL", server)
                #expect(try await session.run("true").succeeded)
            }
    }

    @Test("a cancelled command, and the session lives on")
    func cancelled() async throws {
        try await Cluster.required()
            .withSession { session in
                try await session.connect()
                let task = Task { try await session.run("sleep 20") }
                try await Task.sleep(for: .milliseconds(300))
                task.cancel()
                let error = await #expect(throws: TransportError.self) { try await task.value }
                #expect(error?.reason == .cancelled)
                #expect(try await session.run("true").succeeded)
            }
    }

    @Test("through another machine, with commands, files and a closed port behind it")
    func jump() async throws {
        let cluster = try Cluster.required()
        try await cluster.withSession("loop-behind") { session in
            #expect(try await session.run("echo behind").outputText == "behind\n")
            let input = [UInt8](repeating: 7, count: 2_000_000)
            #expect(try await session.run("cat", input: input, timeout: .seconds(60)).output == input)
            try await cluster.withFarFolder(session) { folder in
                try await session.write(input, to: folder + "/f", at: 0)
                #expect(try await session.read(folder + "/f", from: 1_999_990, limit: 100).count == 10)
            }
        }
        let error = await #expect(throws: TransportError.self) {
            try await cluster.accepts("loop-behind") { $0.port = 9 }
        }
        #expect(error?.operation == .tunnel(to: "127.0.0.1:9"))
    }

    @Test("SFTP: write on, resume at the size only, read from the middle")
    func files() async throws {
        let cluster = try Cluster.required()
        try await cluster.withSession { session in
            try await cluster.withFarFolder(session) { folder in
                let path = folder + "/a b'c"
                try await session.write(Array("hello ".utf8), to: path, at: 0)
                try await session.write(Array("world".utf8), to: path, at: 6)
                #expect(try await session.read(path, from: 3, limit: 5) == Array("lo wo".utf8))
                #expect(try await session.sizes(of: [path, "/no/such"]) == [11, nil])
                await #expect(throws: TransportError.self) { try await session.write([1], to: path, at: 4) }
                try await session.write([9], to: path, at: 0)
                #expect(try await session.read(path, from: 0, limit: 5) == [9])
            }
            let error = await #expect(throws: TransportError.self) {
                try await session.write([1], to: "/root/x", at: 0)
            }
            guard case .file(let problem) = error?.reason else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(problem.cause == .permission, "\(problem)")
        }
    }

    @Test("an upload whose connection is cut goes on where it stopped", arguments: ["loop", "loop-behind"])
    func resume(alias: String) async throws {
        let cluster = try Cluster.required()
        try await withTemporaryFolder { here in
            let content = Data((0..<6_000_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 9) })
            let path = here.appending(path: "big")
            try content.write(to: path)
            let file = try StagedFile(path: path.path)
            try await cluster.withSession(alias) { session in
                let server = try await session.run("ps -o ppid= -p $$").outputText.filter(\.isNumber)
                try await cluster.withFarFolder(session) { folder in
                    let report = try await Staging(session, folder: folder, piece: 1_000_000)
                        .stage([file]) { sent, _ in
                            if sent == 3_000_000, let pid = pid_t(server) { kill(pid, SIGKILL) }
                        }
                    #expect(report.bytes == 6_000_000)
                    let far = try await session.run("sha256sum \(folder)/\(file.name)").outputText
                    #expect(far.hasPrefix(file.name))
                }
                #expect(await session.connections == 2)
            }
        }
    }
}
