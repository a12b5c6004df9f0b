/// An amount of memory in Slurm's notation: a number of mebibytes, or with a K, M, G or T behind it.
public struct MemorySize: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Whole mebibytes.
    public let mebibytes: Int

    /// That many mebibytes; 0 means all memory of a node to `--mem`.
    public init(mebibytes: Int) {
        self.mebibytes = max(0, mebibytes)
    }

    /// Reads Slurm's notation, rounding kibibytes up; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let unit = text.last.map { "KMGT".contains($0.uppercased()) ? $0.uppercased() : "" } ?? ""
        guard let number = strictNumber(unit.isEmpty ? text[...] : text.dropLast()), number < 1 << 40 else {
            return nil
        }
        switch unit {
        case "K": mebibytes = (number + 1023) / 1024
        case "G": mebibytes = number * 1024
        case "T": mebibytes = number * 1024 * 1024
        default: mebibytes = number
        }
    }

    /// Less before more.
    public static func < (left: MemorySize, right: MemorySize) -> Bool { left.mebibytes < right.mebibytes }

    /// Mebibytes, or gibibytes where they are whole.
    public var description: String {
        mebibytes > 0 && mebibytes % 1024 == 0 ? "\(mebibytes / 1024)G" : "\(mebibytes)M"
    }
}
