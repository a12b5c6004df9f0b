/// The 32 bytes of a SHA-256.
public struct Digest: Hashable, Sendable {
    /// The bytes, most significant first.
    public let bytes: [UInt8]

    /// The digest in 64 lower-case hexadecimal digits.
    public var hexadecimal: String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
