import Hashing

/// A public key in the form that SSH sends: fields with their lengths in front, the first one the type.
struct PublicKey: Hashable, Sendable {
    let blob: [UInt8]

    /// The type, such as `ssh-ed25519`; empty for bytes that are no key.
    var type: String {
        var reader = FieldReader(blob)
        return reader.next().map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// The SHA-256 fingerprint, as `ssh-keygen -l` prints it.
    var fingerprint: String {
        var hash = SHA256()
        blob.withUnsafeBytes { hash.update($0) }
        return "SHA256:" + Base64.unpadded(hash.finish().bytes)
    }

    init(blob: [UInt8]) {
        self.blob = blob
    }

    /// Reads a line such as `ssh-ed25519 AAAA… comment`.
    init?(line: some StringProtocol) {
        let words = line.split(whereSeparator: \.isWhitespace)
        guard words.count >= 2, let blob = Base64.decode(words[1]), !blob.isEmpty else { return nil }
        self.blob = blob
        guard type == words[0] else { return nil }
    }
}

/// Reads fields that have their length in four bytes in front (RFC 4251, section 5).
struct FieldReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    /// The next four bytes as a number.
    mutating func number() -> Int? {
        guard rest.count >= 4 else { return nil }
        defer { rest = rest.dropFirst(4) }
        return rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    }

    /// The next field.
    mutating func next() -> ArraySlice<UInt8>? {
        guard let length = number(), length <= rest.count else { return nil }
        defer { rest = rest.dropFirst(length) }
        return rest.prefix(length)
    }

    /// Skips these bytes; false when others stand there.
    mutating func skip(_ bytes: [UInt8]) -> Bool {
        guard rest.starts(with: bytes) else { return false }
        rest = rest.dropFirst(bytes.count)
        return true
    }
}
