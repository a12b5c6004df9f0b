import COpenSSL

/// A running SHA-256 (FIPS 180-4), fed in pieces so that a file of any size needs one buffer.
public struct SHA256: Sendable {
    private var state = SHA256_CTX()

    /// A hash of nothing yet.
    public init() {
        SHA256_Init(&state)
    }

    /// Adds bytes to what is hashed.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        SHA256_Update(&state, bytes.baseAddress, bytes.count)
    }

    /// The digest of everything fed so far; the running hash itself is not changed and can go on.
    public func finish() -> Digest {
        var copy = state
        var bytes = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        SHA256_Final(&bytes, &copy)
        return Digest(bytes: bytes)
    }

    /// The digest of a text's UTF-8 bytes.
    public static func hash(_ text: String) -> Digest {
        var text = text
        return text.withUTF8 { utf8 in
            var hash = SHA256()
            hash.update(UnsafeRawBufferPointer(utf8))
            return hash.finish()
        }
    }
}
