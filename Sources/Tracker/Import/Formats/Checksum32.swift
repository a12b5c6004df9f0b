/// The cyclic redundancy checks of 32 bits that logs carry, by table.
struct Checksum32: Sendable {
    /// CRC-32C (Castagnoli), as TensorFlow's records and LevelDB's logs have it.
    static let castagnoli = Checksum32(reversedPolynomial: 0x82F6_3B78)
    /// CRC-32 (IEEE 802.3), as zlib has it.
    static let ieee = Checksum32(reversedPolynomial: 0xEDB8_8320)

    private let table: [UInt32]

    private init(reversedPolynomial polynomial: UInt32) {
        table = (0..<256)
            .map { index in
                (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ polynomial : value >> 1 }
            }
    }

    /// The checksum of some bytes, of which the first may be given apart.
    func of(_ bytes: some Sequence<UInt8>, after first: UInt8? = nil) -> UInt32 {
        var value = UInt32.max
        if let first { value = step(value, first) }
        for byte in bytes { value = step(value, byte) }
        return ~value
    }

    /// TensorFlow's and LevelDB's masking, so that checksums of data that holds checksums stay good.
    static func masked(_ checksum: UInt32) -> UInt32 {
        (checksum >> 15 | checksum << 17) &+ 0xA282_EAD8
    }

    @inline(__always) private func step(_ value: UInt32, _ byte: UInt8) -> UInt32 {
        table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] ^ value >> 8
    }
}
