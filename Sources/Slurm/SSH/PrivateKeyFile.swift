/// What can be told of a private key without its passphrase.
public struct PrivateKeyFile: Hashable, Sendable {
    /// The kinds of key.
    public enum Kind: String, Sendable {
        case ed25519, ecdsa, rsa, dsa
        /// A key in a FIDO token.
        case token
        case unknown
    }

    /// The kind of key.
    public let kind: Kind
    /// Whether it has a passphrase.
    public let isLocked: Bool
    /// The public half; nil where the file does not show it.
    let publicKey: PublicKey?

    /// Reads a key file in OpenSSH's own format or in PEM; nil for text that is no private key.
    public init?(_ text: String) {
        let lines = text.split(whereSeparator: \.isNewline)
        guard let head = lines.first(where: { $0.hasPrefix("-----BEGIN ") }), head.hasSuffix("PRIVATE KEY-----") else {
            return nil
        }
        guard head.contains("OPENSSH") else {
            isLocked = text.contains("ENCRYPTED")
            kind = head.contains("RSA") ? .rsa : head.contains("EC ") ? .ecdsa : head.contains("DSA") ? .dsa : .unknown
            publicKey = nil
            return
        }
        let body = lines.filter { !$0.hasPrefix("-----") }.joined()
        guard let bytes = Base64.decode(body) else { return nil }
        var reader = FieldReader(bytes)
        // "openssh-key-v1", cipher, key derivation and its options, number of keys, public key: openssh's PROTOCOL.key.
        guard reader.skip(Array("openssh-key-v1\0".utf8)), let cipher = reader.next(), reader.next() != nil,
            reader.next() != nil, reader.number() != nil, let blob = reader.next()
        else { return nil }
        isLocked = String(decoding: cipher, as: UTF8.self) != "none"
        let key = PublicKey(blob: Array(blob))
        publicKey = key
        kind = Kind(type: key.type)
    }
}

extension PrivateKeyFile.Kind {
    /// The kind for a key type of the protocol, such as `ecdsa-sha2-nistp256`.
    init(type: String) {
        if type.hasPrefix("sk-") {
            self = .token
        } else if type == "ssh-ed25519" {
            self = .ed25519
        } else if type.hasPrefix("ecdsa-sha2-") {
            self = .ecdsa
        } else if type == "ssh-rsa" {
            self = .rsa
        } else {
            self = type == "ssh-dss" ? .dsa : .unknown
        }
    }
}
