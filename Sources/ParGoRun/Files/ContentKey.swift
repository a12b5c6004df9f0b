/// A 64-bit FNV-1a hash that names cache entries.
///
/// It tells apart what one user's own configurations and files make; it is no defence against forged contents.
public struct ContentKey: Hashable, Sendable, CustomStringConvertible {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    /// The key of nothing yet.
    public init() {}

    /// The key of a text's UTF-8 bytes.
    public init(_ text: String) {
        add(text)
    }

    /// Adds bytes.
    public mutating func add(_ bytes: UnsafeRawBufferPointer) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    /// Adds a text's UTF-8 bytes.
    public mutating func add(_ text: String) {
        for byte in text.utf8 { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    /// Sixteen hexadecimal digits.
    public var description: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
