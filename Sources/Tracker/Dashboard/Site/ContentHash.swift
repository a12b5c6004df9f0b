/// FNV-1a in 64 bits, which tells one content from another in a file name or an address.
///
/// It guards against nobody.
package struct ContentHash: Hashable, Sendable {
    private var state: UInt64 = 0xcbf2_9ce4_8422_2325

    package init() {}

    package init(_ text: String) {
        update(text.utf8)
    }

    package init(_ bytes: [UInt8]) {
        update(bytes)
    }

    /// Adds bytes to what is hashed.
    package mutating func update(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            state = (state ^ UInt64(byte)) &* 0x100_0000_01b3
        }
    }

    /// A number that is spread evenly over its range even for texts that differ in one letter.
    package var mixed: UInt64 {
        var mixed = state
        mixed = (mixed ^ (mixed >> 32)) &* 0xd6e8_feb8_6659_fd93
        return mixed ^ (mixed >> 32)
    }

    /// Ten hexadecimal digits.
    package var text: String {
        let digits = String(mixed, radix: 16)
        return String((String(repeating: "0", count: 16 - digits.count) + digits).suffix(10))
    }
}
