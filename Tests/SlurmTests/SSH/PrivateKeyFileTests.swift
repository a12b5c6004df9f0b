import Foundation
import Slurm
import Testing

@Suite("Private keys, as far as they show without a passphrase")
struct PrivateKeyFileTests {
    /// A file in OpenSSH's format with nothing secret in it: the parts in front of the secret one.
    private func file(cipher: String, type: String) -> String {
        var bytes = Data("openssh-key-v1\0".utf8)
        let key = field(Data(type.utf8)) + field(Data(repeating: 7, count: 32))
        bytes += field(Data(cipher.utf8)) + field(Data("none".utf8)) + field(Data()) + Data([0, 0, 0, 1]) + field(key)
        let kind = "OPENSSH PRIVATE" + " KEY"
        return
            "-----BEGIN \(kind)-----\n\(bytes.base64EncodedString(options: .lineLength64Characters))\n-----END \(kind)-----\n"
    }

    private func field(_ data: Data) -> Data {
        withUnsafeBytes(of: UInt32(data.count).bigEndian) { Data($0) } + data
    }

    @Test(
        "kind and lock",
        arguments: [
            ("none", "ssh-ed25519", PrivateKeyFile.Kind.ed25519, false), ("aes256-ctr", "ssh-ed25519", .ed25519, true),
            ("none", "ecdsa-sha2-nistp256", .ecdsa, false), ("none", "ssh-rsa", .rsa, false),
            ("none", "sk-ssh-ed25519@openssh.com", .token, false), ("none", "ssh-new", .unknown, false),
        ]
    )
    func openSSH(cipher: String, type: String, kind: PrivateKeyFile.Kind, isLocked: Bool) throws {
        let key = try #require(PrivateKeyFile(file(cipher: cipher, type: type)))
        #expect(key.kind == kind && key.isLocked == isLocked)
    }

    @Test("PEM")
    func pem() throws {
        let kind = "PRIVATE" + " KEY"
        let rsa = try #require(PrivateKeyFile("-----BEGIN RSA \(kind)-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n"))
        #expect(rsa.kind == .rsa && rsa.isLocked)
        #expect(PrivateKeyFile("-----BEGIN EC \(kind)-----\nAAAA\n")?.kind == .ecdsa)
    }

    @Test("what is no key, and keys cut anywhere, do no harm")
    func damaged() {
        #expect(PrivateKeyFile("") == nil)
        #expect(PrivateKeyFile("ssh-ed25519 AAAA me") == nil)
        let whole = file(cipher: "none", type: "ssh-ed25519")
        for length in 0...whole.count {
            _ = PrivateKeyFile(String(whole.prefix(length)))
        }
    }
}
