import Slurm
import TestSupport
import Testing

@Suite("~/.ssh/config")
struct SSHEndpointTests {
    private let surroundings = SSHEndpoint.Surroundings(home: "/home/me", user: "me", agentSocket: "/run/agent")

    private func resolve(_ name: String, _ text: String) throws -> SSHEndpoint {
        let configuration = SSHConfiguration(text, file: "config")
        return try SSHEndpoint(name, configuration: configuration, surroundings: surroundings)
    }

    @Test("a host that nobody describes is what it is called")
    func plain() throws {
        let endpoint = try resolve("login.example.org", "")
        #expect(endpoint.hostName == "login.example.org" && endpoint.port == 22 && endpoint.user == "me")
        #expect(endpoint.identityFiles.isEmpty && endpoint.agentSocket == "/run/agent")
        #expect(endpoint.defaultIdentityFiles.first == "/home/me/.ssh/id_ed25519")
        #expect(endpoint.knownHostsFiles.first == "/home/me/.ssh/known_hosts")
        #expect(endpoint.knownName == "login.example.org")
    }

    @Test("an alias with port, user and keys; the first value wins, keys add up")
    func alias() throws {
        let endpoint = try resolve(
            "a100",
            """
            # my cluster
            Host a100
              HostName login.example.org
              Port=2222
              IdentityFile ~/.ssh/cluster key
              IdentityFile "%d/.ssh/%r@%h"
              IdentitiesOnly yes
            Host a* !a2*
              User grad
              Port 9
            Host *
              User nobody
              UserKnownHostsFile ~/.ssh/kh "/etc/all known"
              ServerAliveInterval 7
              ConnectTimeout 3
            """
        )
        #expect(endpoint.hostName == "login.example.org" && endpoint.port == 2222 && endpoint.user == "grad")
        #expect(endpoint.identityFiles == ["/home/me/.ssh/cluster", "key", "/home/me/.ssh/grad@login.example.org"])
        #expect(endpoint.identitiesOnly && endpoint.keepalive == 7 && endpoint.connectTimeout == .seconds(3))
        #expect(endpoint.knownHostsFiles.prefix(2) == ["/home/me/.ssh/kh", "/etc/all known"])
        #expect(endpoint.knownName == "[login.example.org]:2222")
        #expect(try resolve("a200", "Host a* !a2*\n User grad").user == "me")
    }

    @Test(
        "patterns",
        arguments: [
            ("a100", "a100", true), ("a?00", "a100", true), ("a*", "a", true),
            ("*.example.org", "login.example.org", true),
            ("*.example.org", "example.org", false), ("a*b*c", "axxbyyc", true), ("a*b*c", "axxbyy", false),
            ("A100", "a100", true),
        ]
    )
    func pattern(pattern: String, name: String, fits: Bool) throws {
        #expect((try resolve(name, "Host \(pattern)\n User found").user == "found") == fits)
    }

    @Test("user@host:port goes before the file, and ssh:// is allowed")
    func explicit() throws {
        let text = "Host h\n User file\n Port 1"
        #expect(try resolve("me2@h:77", text).user == "me2")
        #expect(try resolve("me2@h:77", text).port == 77)
        #expect(try resolve("ssh://h", text).port == 1)
        #expect(try resolve("::1", "").hostName == "::1")
        #expect(throws: TransportError.self) { try resolve("h:70000", text) }
    }

    @Test("jumps, one behind the other, and a ring of them")
    func jumps() throws {
        let text =
            "Host far\n ProxyJump mid,me@near:7\nHost mid\n HostName mid.example.org\n ProxyJump gate\nHost loop\n ProxyJump loop"
        #expect(try resolve("far", text).jumps.map(\.hostName) == ["gate", "mid.example.org", "near"])
        #expect(try resolve("far", text).jumps.last?.port == 7)
        #expect(throws: TransportError.self) { try resolve("loop", text) }
        #expect(try resolve("mid", "Host *\n ProxyJump none\n" + text).jumps.isEmpty)
    }

    @Test("what only the system's own ssh can follow is named with its place")
    func beyond() throws {
        let text = "Host h\n ProxyCommand nc %h %p\nMatch exec true\n User x\nHost other\n CertificateFile c"
        #expect(try resolve("h", text).beyondLibSSH2 == ["proxycommand (config:2)", "match (config:3)"])
        #expect(try resolve("h", "Match all\n User found").user == "found")
        #expect(try resolve("h", "Host h\n ProxyCommand none").beyondLibSSH2.isEmpty)
    }

    @Test("included files take part where they are named")
    func include() throws {
        let configuration = SSHConfiguration("Include one\nHost h\n User second", file: "config") { pattern in
            pattern == "one" ? [("Host h\n User first", "one")] : []
        }
        #expect(try SSHEndpoint("h", configuration: configuration, surroundings: surroundings).user == "first")
    }

    @Test("damaged text is read without harm", arguments: [UInt64(1), 2, 3])
    func damaged(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let words = [
            "Host", "a*", "!b", "Match", "all", "Port", "=", "22", "\"", "#", "\n", " ", "ProxyJump", "x,y", "Include",
            "%h", "~/",
        ]
        for _ in 0..<500 {
            let text = (0..<Int.random(in: 0...30, using: &generator))
                .compactMap { _ in words.randomElement(using: &generator) }
            // Either it resolves or it says why not.
            do {
                #expect(try !resolve("a1", text.joined(separator: " ")).user.isEmpty)
            } catch let error as TransportError {
                #expect(!error.description.isEmpty)
            }
        }
    }
}
