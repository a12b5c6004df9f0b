/// One coordinate of a Sobol' sequence, scrambled.
///
/// Each block of 2^k consecutive points, counted from a multiple of 2^k, puts exactly one point into each of the 2^k
/// equal intervals of 0..<1. Several coordinates make a point.
public struct SobolSequence: Sendable {
    /// Dimensions that `init(dimension:)` knows.
    public static let dimensionCount = 64

    /// Bit 31 of the first one is 2⁻¹.
    private let directions: [UInt32]
    private let scramble: Scramble

    private enum Scramble: Sendable {
        case none
        case nested(UInt64)
    }

    /// The coordinate of that number, from 0, with Joe and Kuo's direction numbers and no scrambling.
    public init(dimension: Int) {
        directions = Self.joeKuoDirections(dimension)
        scramble = .none
    }

    /// The coordinate of that number, from 0, with Joe and Kuo's direction numbers, scrambled by a seed.
    ///
    /// Coordinates of different numbers fill the square, the cube and so on evenly together.
    public init(dimension: Int, seed: UInt64) {
        directions = Self.joeKuoDirections(dimension)
        var stream = RandomStream(seed: seed, key: "scramble", index: dimension)
        scramble = .nested(stream.next())
    }

    /// A coordinate that depends on a seed and a name alone, and not on which other coordinates there are.
    ///
    /// Its direction numbers are drawn from the name: odd, the k-th below 2^k, which is all that the property above
    /// asks of them. Two such coordinates fill the square less evenly than two of Joe and Kuo's, and far more evenly
    /// than independent draws.
    public init(name: String, seed: UInt64) {
        var stream = RandomStream(seed: seed, key: name, index: -1)
        directions = (0..<32)
            .map { k in
                let odd = UInt32(truncatingIfNeeded: stream.next() >> UInt64(63 - k)) | 1
                return odd << UInt32(31 - k)
            }
        scramble = .nested(stream.next())
    }

    /// The point of that number, in 0..<1.
    ///
    /// The index is in 0..<2³². Unscrambled points are 0, ½, ¾, ¼, … in Gray code order (Antonov and Saleev, 1979).
    public subscript(index: Int) -> Double {
        precondition((0..<(1 << 32)).contains(index), "Sobol' points are numbered 0 to 2^32 - 1, not \(index)")
        var gray = UInt32(truncatingIfNeeded: index ^ (index >> 1))
        var bits: UInt32 = 0
        while gray != 0 {
            bits ^= directions[gray.trailingZeroBitCount]
            gray &= gray - 1
        }
        switch scramble {
        case .none: return Double(bits) * 0x1p-32
        case .nested(let key): return Self.scrambled(bits, key: key)
        }
    }

    /// Owen's nested uniform scrambling: each bit is flipped or not, as a hash of all higher bits says.
    ///
    /// Owen, "Randomly permuted (t,m,s)-nets and (t,s)-sequences", 1995. Bits below 2⁻³² are drawn, so that no two draws lie on a common lattice.
    private static func scrambled(_ bits: UInt32, key: UInt64) -> Double {
        var result: UInt32 = 0
        for place in 0..<UInt32(32) {
            // A leading one tells prefixes of different lengths apart.
            let prefix = place == 0 ? 1 : UInt64(bits >> (32 - place)) | (1 << UInt64(place))
            let flip = UInt32(truncatingIfNeeded: RandomStream.mixed(key ^ RandomStream.mixed(prefix)) & 1)
            result |= (((bits >> (31 - place)) & 1) ^ flip) << (31 - place)
        }
        let rest = RandomStream.mixed(key &+ RandomStream.mixed(UInt64(bits) | (1 << 33))) >> 44
        return (Double(result) + (Double(rest) + 0.5) * 0x1p-20) * 0x1p-32
    }

    private static func joeKuoDirections(_ dimension: Int) -> [UInt32] {
        precondition((0..<dimensionCount).contains(dimension), "There is no Sobol' dimension \(dimension)")
        guard dimension > 0 else { return (0..<32).map { 1 << (31 - $0) } }
        let entry = JoeKuo.dimensions[dimension - 1]
        let degree = entry.initial.count
        var directions = entry.initial.enumerated().map { $1 << UInt32(31 - $0) }
        for k in degree..<32 {
            var next = directions[k - degree] ^ (directions[k - degree] >> UInt32(degree))
            for j in 1..<degree where (entry.polynomial >> UInt32(degree - j)) & 1 == 1 {
                next ^= directions[k - j]
            }
            directions.append(next)
        }
        return directions
    }
}
