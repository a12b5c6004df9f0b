/// A generic resource of Slurm, such as `gpu:a100:8`: what `--gres` takes.
public struct GenericResource: Hashable, Sendable, CustomStringConvertible {
    /// What it is, such as `gpu`.
    public let name: String
    /// Which model; nil for any.
    public let type: String?
    /// How many a node.
    public var count: Int

    /// So many of a resource.
    public init(name: String, type: String? = nil, count: Int) {
        self.name = name
        self.type = type
        self.count = count
    }

    /// Reads `gpu`, `gpu:8`, `gpu:a100` or `gpu:a100:8`; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = String(text).split(separator: ":" as Character, omittingEmptySubsequences: false).map(String.init)
        guard (1...3).contains(parts.count), parts.allSatisfy(Self.isWord) else { return nil }
        let number = Int(parts[parts.count - 1])
        if let number, number < 0 || number > 1_000_000 { return nil }
        let words = number == nil ? parts : parts.dropLast()
        guard (1...2).contains(words.count), Int(words[0]) == nil else { return nil }
        self.init(name: words[0], type: words.count == 2 ? words[1] : nil, count: number ?? 1)
    }

    /// Several with commas; nil when one of them is none.
    public static func list(_ text: String) -> [GenericResource]? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { GenericResource($0) }
        return parts.contains(nil) ? nil : parts.compactMap(\.self)
    }

    private static func isWord(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "_-.".utf8.contains(byte)
                }
            }
    }

    /// `gpu:a100:8`.
    public var description: String {
        ([name, type, String(count)] as [String?]).compactMap(\.self).joined(separator: ":")
    }
}
