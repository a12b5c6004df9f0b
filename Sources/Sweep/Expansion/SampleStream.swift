import Hashing

/// The random numbers of one sample of one axis.
///
/// They are cut from the SHA-256 of the seed, the axis's path and the sample's number: a counter-based generator without
/// state. So no draw depends on which other axes there are, nor on their order, nor on the machine.
public struct SampleStream: Hashable, Sendable {
    /// 64 random bits.
    public let first: UInt64
    /// 64 further ones.
    public let second: UInt64

    /// The stream of a sample.
    ///
    /// - Parameters:
    ///   - seed: The sweep's seed, or the axis's own.
    ///   - axis: The axis's path, such as `optimizer.lr` or `tune.lora/lora.rank`.
    ///   - sample: The number of the draw, from 0.
    public init(seed: Int, axis: String, sample: Int) {
        let bytes = SHA256.hash("sample \(seed) \(sample) \(axis)").bytes
        first = bytes[0..<8].reduce(0) { $0 << 8 | UInt64($1) }
        second = bytes[8..<16].reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The first number, evenly spread over 0 up to 1, which it never reaches.
    public var firstUnit: Double { Double(first >> 11) * 0x1p-53 }

    /// The second number, likewise.
    public var secondUnit: Double { Double(second >> 11) * 0x1p-53 }
}
