import Glibc

/// Numbers for names: the bytes of a name in a line are turned into its number without making a `String`.
struct MetricNameTable: Sendable {
    private(set) var names: [String] = []
    private var spellings: [[UInt8]] = []
    /// Open addressing; -1 is a free slot.
    ///
    /// Its length is a power of two.
    private var slots: [Int32] = Array(repeating: -1, count: 64)

    /// The number of a name.
    ///
    /// `guess` is the number that followed the previous name last time: names keep their order from line to
    /// line, so that one comparison nearly always suffices.
    ///
    /// - Returns: nil for bytes that cannot be a name.
    @inline(__always) mutating func number(of name: UnsafeRawBufferPointer, guess: Int32) -> Int32? {
        if guess >= 0, Int(guess) < spellings.count, matches(guess, name) { return guess }
        return find(name)
    }

    private func matches(_ number: Int32, _ name: UnsafeRawBufferPointer) -> Bool {
        spellings[Int(number)]
            .withUnsafeBytes { known in
                guard known.count == name.count, let left = known.baseAddress, let right = name.baseAddress else {
                    return false
                }
                return memcmp(left, right, known.count) == 0
            }
    }

    private mutating func find(_ name: UnsafeRawBufferPointer) -> Int32? {
        var slot = Self.hash(name) & (slots.count - 1)
        while slots[slot] >= 0 {
            if matches(slots[slot], name) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        guard MetricName.reason(against: name) == nil, let text = String(validating: name, as: UTF8.self) else {
            return nil
        }
        let number = Int32(names.count)
        names.append(text)
        spellings.append(Array(name))
        slots[slot] = number
        if names.count * 2 > slots.count { grow() }
        return number
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        for (number, spelling) in spellings.enumerated() {
            var slot = spelling.withUnsafeBytes { Self.hash($0) } & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(number)
        }
    }

    /// FNV-1a.
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Int(truncatingIfNeeded: hash)
    }
}
