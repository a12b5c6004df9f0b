/// xoshiro256** (Blackman and Vigna 2018), started by SplitMix64: the same seed gives the same draws on each machine.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    /// A generator of its own for each pair of seed and stream name.
    ///
    /// Streams keep uses apart: drawing more in one of them changes nothing in another.
    public init(seed: Int, stream: String) {
        var mixed = UInt64(bitPattern: Int64(seed)) ^ ContentKey(stream).value
        func next() -> UInt64 {
            mixed &+= 0x9E37_79B9_7F4A_7C15
            var z = mixed
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
        state = (next(), next(), next(), next())
    }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        func rotate(_ x: UInt64, _ by: UInt64) -> UInt64 { (x << by) | (x >> (64 - by)) }
        let result = rotate(state.1 &* 5, 7) &* 9
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = rotate(state.3, 45)
        return result
    }

    /// A number of 0 up to 1, 1 excluded, in steps of 2^-24.
    public mutating func uniform() -> Float {
        Float(next() >> 40) * 0x1p-24
    }

    /// A whole number of 0 up to `bound`, `bound` excluded.
    public mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0, "SeededGenerator.below(\(bound)): nothing to draw from")
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// A draw from the standard normal distribution: the sum of twelve uniforms less six.
    ///
    /// It has variance 1 and tails cut at 6, which initial weights do not miss, and needs no library function whose
    /// last bit differs between systems.
    public mutating func normal() -> Float {
        var sum: Float = -6
        for _ in 0..<12 { sum += uniform() }
        return sum
    }

    /// One of the elements.
    public mutating func choose<Element>(_ elements: [Element]) -> Element {
        elements[below(elements.count)]
    }

    /// The elements in random order (Fisher and Yates).
    public mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
        var result = elements
        for index in stride(from: result.count - 1, to: 0, by: -1) {
            result.swapAt(index, below(index + 1))
        }
        return result
    }
}
