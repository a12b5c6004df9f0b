/// A stream of random numbers that depends on its key alone.
///
/// The key is a seed, a text (a parameter's path) and an index (a trial's number). Streams of different keys are
/// independent, so adding, removing or reordering parameters changes no draw of the others. The n-th number is a hash
/// of the key and n: the finaliser of SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number
/// Generators", 2014) over a counter that advances by the golden ratio.
public struct RandomStream: RandomNumberGenerator, Sendable {
    private var counter: UInt64

    /// The stream of a seed, a text and an index.
    public init(seed: UInt64, key: String, index: Int = 0) {
        let text = Self.hash(key)
        let named = Self.mixed(Self.mixed(seed &+ Self.golden) ^ text)
        counter = Self.mixed(named &+ UInt64(bitPattern: Int64(index)) &* Self.golden)
    }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        counter &+= Self.golden
        return Self.mixed(counter)
    }

    /// A number strictly between 0 and 1: the middle of one of 2⁵² equal cells.
    public mutating func uniform() -> Double {
        (Double(next() >> 12) + 0.5) * 0x1p-52
    }

    /// A number from the standard normal distribution, by inversion of one uniform number.
    public mutating func normal() -> Double {
        StandardNormal.quantile(uniform())
    }

    /// A whole number in 0..<count, each equally likely.
    public mutating func index(below count: Int) -> Int {
        precondition(count > 0, "There is no whole number in 0..<\(count)")
        return Int(next().multipliedFullWidth(by: UInt64(count)).high)
    }

    /// Spreads every bit of a number over all 64: the finaliser of SplitMix64.
    static func mixed(_ bits: UInt64) -> UInt64 {
        var z = bits
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// FNV-1a over the text's UTF-8, then mixed: FNV alone leaves the high bits of short texts alike.
    static func hash(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        }
        return mixed(hash)
    }

    private static let golden: UInt64 = 0x9E37_79B9_7F4A_7C15
}
