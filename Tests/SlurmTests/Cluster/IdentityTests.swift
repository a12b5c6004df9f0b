import Foundation
import Slurm
import TestSupport
import Testing

@Suite("Who is who: host keys and users' keys", .enabled(if: Cluster.current != nil, Cluster.hint))
struct IdentityTests {
    private func failure(_ change: (inout SSHEndpoint) -> Void) async throws -> TransportError {
        let cluster = try Cluster.required()
        return try #require(
            await #expect(throws: TransportError.self) {
                try await cluster.withSession("loop", change) { try await $0.run("true") }
            }
        )
    }

    @Test("a changed host key is refused, with both fingerprints and the line to type")
    func changed() async throws {
        let cluster = try Cluster.required()
        try await withTemporaryFolder { folder in
            let known = folder.appending(path: "known_hosts").path
            let key = try String(contentsOfFile: cluster.keyFile + ".pub", encoding: .utf8)
            try "[127.0.0.1]:\(cluster.port) \(key)".write(toFile: known, atomically: true, encoding: .utf8)
            let error = try await failure { $0.knownHostsFiles = [known] }
            guard case .hostKeyChanged(let change) = error.reason else {
                Issue.record("\(error)")
                return
            }
            let shown = try await tool("ssh-keygen", "-l", "-f", cluster.folder + "/ssh/host_ed25519.pub")
            let remembered = try await tool("ssh-keygen", "-l", "-f", cluster.keyFile + ".pub")
            #expect(shown.contains(change.shown.fingerprint))
            #expect(change.known.allSatisfy { remembered.contains($0.split(separator: " ")[1]) })
            #expect(error.description.contains("ssh-keygen -R '[127.0.0.1]:\(cluster.port)' -f \(known)"))
            #expect(!error.suggestsOpenSSH)
        }
    }

    @Test("a machine never seen, one whose key is revoked, and one whose name is hashed")
    func knownHosts() async throws {
        let cluster = try Cluster.required()
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "known_hosts").path
            let known = try String(contentsOfFile: cluster.knownHosts, encoding: .utf8)
            let error = try await failure { $0.knownHostsFiles = [file] }
            guard case .hostKeyUnknown = error.reason else {
                Issue.record("\(error)")
                return
            }
            try (known + "@revoked * " + known.split(separator: " ", maxSplits: 1)[1])
                .write(toFile: file, atomically: true, encoding: .utf8)
            guard case .hostKeyRevoked = try await failure({ $0.knownHostsFiles = [file] }).reason else {
                Issue.record("a revoked key was accepted")
                return
            }
            try known.write(toFile: file, atomically: true, encoding: .utf8)
            _ = try await tool("ssh-keygen", "-H", "-f", file)
            #expect(try !String(contentsOfFile: file, encoding: .utf8).contains("127.0.0.1"))
            #expect(try await cluster.accepts { $0.knownHostsFiles = [file] })
        }
    }

    @Test("keys that cannot work: unknown, locked, RSA, absent, no key; each is named")
    func keys() async throws {
        try await withTemporaryFolder { folder in
            let path: (String) -> String = { folder.appending(path: $0).path }
            _ = try await tool("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path("stranger"))
            _ = try await tool("ssh-keygen", "-q", "-t", "ed25519", "-N", "secret", "-f", path("locked"))
            _ = try await tool("ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", path("rsa"))
            try "not a key".write(toFile: path("text"), atomically: true, encoding: .utf8)
            let names = ["stranger", "locked", "rsa", "absent", "text"].map(path)
            let error = try await failure { $0.identityFiles = names }
            guard case .noKeyAccepted(let report) = error.reason else {
                Issue.record("\(error)")
                return
            }
            #expect(report.attempts.map(\.name) == names)
            #expect(
                report.attempts.map(\.outcome) == [
                    .refused, .locked, .rsaUnusable, .missing, .unusable("is not a private key"),
                ]
            )
            #expect(report.methods == ["publickey"])
        }
    }

    @Test("a key in the agent, named or not")
    func agent() async throws {
        let cluster = try Cluster.required()
        try await withTemporaryFolder { folder in
            let socket = folder.appending(path: "agent").path
            let words = try await tool("ssh-agent", "-a", socket)
            let pid = try #require(pid_t(words.split(separator: "=").last?.prefix { $0.isNumber } ?? ""))
            defer { kill(pid, SIGTERM) }
            _ = try await tool("env", "SSH_AUTH_SOCK=\(socket)", "ssh-add", "-q", cluster.keyFile)
            let changes: [(inout SSHEndpoint) -> Void] = [
                {
                    $0.identityFiles = []
                    $0.identitiesOnly = false
                }, { $0.identityFiles = [cluster.keyFile] },
            ]
            for change in changes {
                let all: (inout SSHEndpoint) -> Void = {
                    $0.agentSocket = socket
                    change(&$0)
                }
                #expect(try await cluster.accepts("loop", all))
            }
        }
    }

    @Test("nobody there: a closed port, and a name that does not exist")
    func nobody() async throws {
        let refused = try await failure { $0.port = 9 }
        guard case .unreachable(let words) = refused.reason else {
            Issue.record("\(refused)")
            return
        }
        #expect(words.contains("Connection refused"))
        let unknown = try await failure { $0.hostName = "no-such-host.invalid" }
        guard case .unknownHost = unknown.reason else {
            Issue.record("\(unknown)")
            return
        }
    }
}
