/// A set of the types that a value may turn out to have, as far as is known before it is computed.
public struct TypeSet: OptionSet, Hashable, Sendable {
    /// One bit a type.
    public let rawValue: UInt8

    /// The set with these bits.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The absence of a value.
    public static let null = TypeSet(rawValue: 1)
    /// True or false.
    public static let bool = TypeSet(rawValue: 2)
    /// Whole numbers.
    public static let int = TypeSet(rawValue: 4)
    /// Decimal numbers.
    public static let double = TypeSet(rawValue: 8)
    /// Text.
    public static let string = TypeSet(rawValue: 16)
    /// Lists of values.
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
