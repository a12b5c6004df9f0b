import Foundation
import Slurm
import TestSupport
import Testing

@Suite("Which way to a cluster", .enabled(if: Cluster.current != nil, Cluster.hint))
struct ChoiceTests {
    @Test("libssh2 where it works, the system's ssh where it cannot, and this machine without a host")
    func auto() async throws {
        let cluster = try Cluster.required()
        for (host, kind, words) in [
            ("loop", Transport.Kind.libssh2, "the fastest"), ("loop-behind", .libssh2, "the fastest"),
            ("loop-hardened", .openssh, "share no method"), (nil, .local, "names no host"),
        ] {
            let transport = try await Transport.open(.auto, host: host, configuration: cluster.configurationPath)
            #expect(transport.kind == kind, "\(host ?? "-"): \(transport.reason)")
            #expect(transport.reason.contains(words), "\(transport.reason)")
            #expect(try await transport.runner.run("echo ok").outputText == "ok\n")
            await transport.runner.close()
        }
    }

    @Test("an RSA key goes through the system's ssh")
    func rsa() async throws {
        let cluster = try Cluster.required()
        try await withTemporaryFolder { folder in
            let key = folder.appending(path: "rsa").path
            _ = try await tool("ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", key)
            let authorized = cluster.folder + "/ssh/authorized_keys"
            let before = try String(contentsOfFile: authorized, encoding: .utf8)
            defer { try? before.write(toFile: authorized, atomically: true, encoding: .utf8) }
            try (before + String(contentsOfFile: key + ".pub", encoding: .utf8))
                .write(toFile: authorized, atomically: true, encoding: .utf8)
            let configuration = folder.appending(path: "config").path
            try """
            Host rsa
              HostName 127.0.0.1
              Port \(cluster.port)
              User sweeper
              IdentityFile \(key)
              IdentitiesOnly yes
              UserKnownHostsFile \(cluster.knownHosts)
            """
            .write(toFile: configuration, atomically: true, encoding: .utf8)
            let transport = try await Transport.open(.auto, host: "rsa", configuration: configuration)
            #expect(transport.kind == .openssh)
            #expect(transport.reason.contains("RSA"))
            #expect(try await transport.runner.run("id -un").outputText == "sweeper\n")
            await transport.runner.close()
        }
    }

    @Test("the system's ssh refuses a changed host key too, whatever its configuration allows")
    func changedKey() async throws {
        let cluster = try Cluster.required()
        try await withTemporaryFolder { folder in
            let known = folder.appending(path: "known_hosts").path
            let key = try String(contentsOfFile: cluster.keyFile + ".pub", encoding: .utf8)
            try "[127.0.0.1]:\(cluster.port) \(key)".write(toFile: known, atomically: true, encoding: .utf8)
            let configuration = folder.appending(path: "config").path
            try
                "Host *\n  StrictHostKeyChecking no\n  UserKnownHostsFile \(known)\nInclude \(cluster.configurationPath)\n"
                .write(toFile: configuration, atomically: true, encoding: .utf8)
            let error = await #expect(throws: TransportError.self) {
                try await OpenSSHRunner(host: "loop", configuration: configuration).run("true")
            }
            #expect(error?.operation == .verifyHostKey, "\(String(describing: error))")
            #expect(error?.suggestsOpenSSH == false)
        }
    }

    @Test("the system's ssh: one connection for all commands, ended by close; files")
    func openSSH() async throws {
        let cluster = try Cluster.required()
        let runner = OpenSSHRunner(host: "loop", configuration: cluster.configurationPath)
        let first = try await runner.run("echo $SSH_CONNECTION").outputText
        #expect(try await runner.run("echo $SSH_CONNECTION").outputText == first)
        let input = [UInt8](repeating: 5, count: 1_000_000)
        #expect(try await runner.run("cat", input: input, timeout: .seconds(30)).output == input)
        try await cluster.withFarFolder(runner) { folder in
            try await runner.write(input, to: folder + "/f", at: 0)
            try await runner.write([1, 2], to: folder + "/f", at: 1_000_000)
            #expect(try await runner.read(folder + "/f", from: 999_999, limit: 10) == [5, 1, 2])
        }
        guard case .started(let socket) = await runner.sharing else {
            Issue.record("no connection was kept")
            return
        }
        await runner.close()
        #expect(!FileManager.default.fileExists(atPath: socket))
    }

    @Test("the user's own master is found and left open")
    func ownMaster() async throws {
        let cluster = try Cluster.required()
        try await withTemporaryFolder { folder in
            let configuration = folder.appending(path: "config").path
            let socket = "/tmp/pl-\(ProcessInfo.processInfo.processIdentifier).s"
            try "Host *\n  ControlPath \(socket)\nInclude \(cluster.configurationPath)\n"
                .write(toFile: configuration, atomically: true, encoding: .utf8)
            _ = try await tool("ssh", "-F", configuration, "-fNM", "loop")
            let runner = OpenSSHRunner(host: "loop", configuration: configuration)
            #expect(try await runner.run("echo ok").outputText == "ok\n")
            #expect(await runner.sharing == .own)
            await runner.close()
            #expect(FileManager.default.fileExists(atPath: socket))
            _ = try await tool("ssh", "-F", configuration, "-O", "exit", "loop")
        }
    }
}
