/// A set of the types that a value may turn out to have, as far as is known before it is computed.
public struct TypeSet: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    public static let null = TypeSet(rawValue: 1)
    public static let bool = TypeSet(rawValue: 2)
    public static let int = TypeSet(rawValue: 4)
    public static let double = TypeSet(rawValue: 8)
    public static let string = TypeSet(rawValue: 16)
    public static let list = TypeSet(rawValue: 32)

    /// Both kinds of number.
    public static let number: TypeSet = [.int, .double]
    /// Nothing is known.
    public static let any: TypeSet = [.null, .bool, .int, .double, .string, .list]
}

extension TypeSet: CustomStringConvertible {
    /// The set in words, such as `a whole number or null`.
    public var description: String {
        if self == .any { return "any value" }
        var words: [String] = []
        if contains(.bool) { words.append("true or false") }
        if contains(.double) { words.append("a number") } else if contains(.int) { words.append("a whole number") }
        if contains(.string) { words.append("a string") }
        if contains(.list) { words.append("a list") }
        if contains(.null) { words.append("null") }
        return words.joined(separator: " or ")
    }
}
