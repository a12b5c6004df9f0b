import Foundation
import Slurm
import TestSupport
import Testing

/// The user's own `ssh`, played by a small script: what login shells and failing connections do to a reply.
@Suite("Through the user's own ssh")
struct OpenSSHRunnerTests {
    /// Runs a body with a runner whose `ssh` does this with the command line, once a master is open.
    private func withSSH<Result>(_ body: String, _ use: (OpenSSHRunner) async throws -> Result) async throws -> Result {
        try await withTemporaryFolder { folder in
            let behaviour = folder.appending(path: "behaviour")
            try body.write(to: behaviour, atomically: true, encoding: .utf8)
            let program = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../Samples/ssh")
                .path
            let runner = OpenSSHRunner(host: "login", configuration: behaviour.path, program: program)
            let result = try await use(runner)
            await runner.close()
            return result
        }
    }

    @Test("banners before and after, on both streams, do not get into the reply")
    func banners() async throws {
        let reply = try await withSSH(
            "echo Welcome; echo motd >&2; sh -c \"$line\"; r=$?; echo Bye; echo bye >&2; exit $r"
        ) {
            try await $0.run("echo out; echo err >&2; exit 4")
        }
        #expect(reply.outputText == "out\n" && reply.errorText == "err\n" && reply.code == 4)
        #expect(reply.noise.contains("Welcome\n") && reply.noise.contains("motd\n"))
    }

    @Test("every character reaches the far shell unchanged, whichever shell that is", arguments: ["sh", "bash"])
    func quoting(shell: String) async throws {
        let text = "a'b\"c$HOME `x` \\ \\n %s !! \u{1F}\ttab\nline é #~*?"
        let reply = try await withSSH("\(shell) -c \"$line\"") {
            try await $0.run("printf %s \(ShellText.quote(text))")
        }
        #expect(reply.outputText == text)
    }

    @Test("standard input gets through")
    func input() async throws {
        let reply = try await withSSH("sh -c \"$line\"") {
            try await $0.run("wc -c", input: String(repeating: "x", count: 70_000))
        }
        #expect(reply.outputText.contains("70000"))
    }

    @Test("a connection that breaks in the middle leaves open what happened")
    func cut() async throws {
        let error = await #expect(throws: TransportError.self) {
            try await withSSH(
                "sh -c \"$line\" | head -n 2; echo 'client_loop: send disconnect: Broken pipe' >&2; exit 255"
            ) {
                try await $0.run("echo 1; echo 2; echo 3")
            }
        }
        #expect(error?.mayHaveRun == true)
        #expect(error?.isTemporary == true)
    }

    @Test(
        "what ssh says is understood",
        arguments: [
            ("ssh: Could not resolve hostname login: Name or service not known", "no machine has that name", false),
            ("ssh: connect to host login port 22: Connection refused", "Connection refused", true),
            ("me@login: Permission denied (publickey,gssapi-with-mic).", "ssh-add", false),
            ("Host key verification failed.", "ssh login", false),
            (
                "@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.",
                "ssh-keygen -R login", false
            ),
            ("Connection closed by 10.0.0.1 port 22", "connection broke", true),
        ]
    )
    func words(text: String, expected: String, isTemporary: Bool) async throws {
        let error = await #expect(throws: TransportError.self) {
            try await withSSH("echo \(ShellText.quote(text)) >&2; exit 255") { try await $0.run("true") }
        }
        #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
        #expect(error?.isTemporary == isTemporary)
    }

    @Test("a login shell that never runs the command is told from one that fails")
    func noReply() async throws {
        let error = await #expect(throws: TransportError.self) {
            try await withSSH("echo This account is currently not available.; exit 1") { try await $0.run("true") }
        }
        #expect(error?.reason == .noReply("This account is currently not available.\n"))
    }

    @Test("no ssh at all")
    func missing() async {
        let error = await #expect(throws: TransportError.self) {
            try await OpenSSHRunner(host: "login", program: "/no/such/ssh").run("true")
        }
        #expect(error?.description == "login: cannot connect: cannot start `/no/such/ssh`: No such file or directory")
    }

    @Test("a command too long for one request is refused before anything is sent")
    func tooLong() async throws {
        let error = await #expect(throws: TransportError.self) {
            try await withSSH("exit 1") { try await $0.run(String(repeating: ":;", count: 70_000)) }
        }
        guard case .commandTooLong = error?.reason else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.mayHaveRun == false)
    }
}
