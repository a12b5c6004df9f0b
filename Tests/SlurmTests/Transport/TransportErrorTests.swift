import Slurm
import TestSupport
import Testing

@Suite("What connections that fail say")
struct TransportErrorTests {
    @Test("every reason, as users read it")
    func texts() throws {
        let key = HostKeySighting(
            name: "[login.example.org]:2222",
            type: "ssh-ed25519",
            fingerprint: "SHA256:new",
            files: ["/home/me/.ssh/known_hosts"],
            command: "ssh a100"
        )
        let attempts: [KeyReport.Attempt] = [
            .init(name: "/home/me/.ssh/id_ed25519", outcome: .locked), .init(name: "agent: work", outcome: .refused),
        ]
        let rsa: [KeyReport.Attempt] = [.init(name: "/home/me/.ssh/id_rsa", outcome: .rsaUnusable)]
        let errors: [TransportError] = [
            .init("a100", .connect, .unknownHost("login.example.org: Name or service not known")),
            .init("a100", .connect, .unreachable("login.example.org port 22: Connection refused")),
            .init("a100", .connect, .timedOut(.seconds(15))),
            .init("a100", .verifyHostKey, .hostKeyUnknown(key)),
            .init(
                "a100",
                .verifyHostKey,
                .hostKeyChanged(HostKeyChange(shown: key, known: ["ssh-ed25519 SHA256:old"]))
            ),
            .init("a100", .verifyHostKey, .hostKeyRevoked(key)),
            .init(
                "a100",
                .authenticate,
                .noKeyAccepted(KeyReport(user: "me", attempts: attempts, methods: ["publickey"]))
            ),
            .init("a100", .authenticate, .noKeyAccepted(KeyReport(user: "me", attempts: rsa, methods: ["publickey"]))),
            .init(
                "a100",
                .authenticate,
                .noKeyAccepted(KeyReport(user: "me", attempts: [], methods: ["gssapi-with-mic"]))
            ),
            .init(
                "a100",
                .handshake,
                .noSharedMethods(
                    SharedMethods(
                        banner: "SSH-2.0-OpenSSH_9.2p1",
                        library: "1.10.0",
                        offered: ["ciphers: aes256-ctr"],
                        knownTypes: ["ssh-rsa"]
                    )
                )
            ),
            .init("a100", .run, .connectionLost("Connection reset by peer")),
            .init("a100", .run, .noReply("Maintenance until Monday\n")),
            .init("a100", .write("/scratch/me/x"), .file(FileProblem("cat: write error: Disk quota exceeded\n"))),
        ]
        try expectSnapshot(errors.map { "\($0)\n" }.joined(separator: "\n"), named: "transport-errors.txt")
    }

    @Test("who may try the system's own ssh: never after a key that changed")
    func fallback() {
        let sighting = HostKeySighting(name: "h", type: "t", fingerprint: "f", files: [], command: "ssh h")
        let changed = HostKeyChange(shown: sighting, known: [])
        #expect(!TransportError("h", .verifyHostKey, .hostKeyChanged(changed)).suggestsOpenSSH)
        #expect(!TransportError("h", .verifyHostKey, .hostKeyRevoked(sighting)).suggestsOpenSSH)
        #expect(TransportError("h", .verifyHostKey, .hostKeyUnknown(sighting)).suggestsOpenSSH)
        #expect(!TransportError("h", .connect, .timedOut(.seconds(1))).suggestsOpenSSH)
    }

    @Test("only a command that was sent may have run")
    func mayHaveRun() {
        #expect(TransportError("h", .run, .timedOut(.seconds(1))).mayHaveRun)
        #expect(!TransportError("h", .openChannel, .timedOut(.seconds(1))).mayHaveRun)
        #expect(!TransportError("h", .connect, .connectionLost("x")).mayHaveRun)
    }
}
