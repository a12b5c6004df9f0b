/// What an expression works on: the values a configuration or a metric can have.
///
/// Integers and other numbers are apart: `2` and `2.0` are equal in a comparison, but not the same value, because a
/// trainer may treat them differently and a trial's key must not change silently.
public enum Value: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    case list([Value])
}

extension Value {
    /// The value as a number; nil for anything that is not one.
    public var number: Double? {
        switch self {
        case .int(let int): Double(int)
        case .double(let double): double
        default: nil
        }
    }

    /// Whether two values are equal as an expression's `==` sees them: `2` equals `2.0`, a string equals no number.
    public func equals(_ other: Value) -> Bool {
        switch (self, other) {
        case (.int(let left), .int(let right)): left == right
        case (.int, .double), (.double, .int), (.double, .double): number == other.number
        case (.list(let left), .list(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.equals($1) }
        default: self == other
        }
    }

    /// The set that holds this value's own type and no other.
    public var type: TypeSet {
        switch self {
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .double: .double
        case .string: .string
        case .list: .list
        }
    }
}

extension Value: CustomStringConvertible {
    /// The value in the form in which a spec writes it; strings are quoted only inside lists.
    public var description: String {
        switch self {
        case .null: "null"
        case .bool(let bool): bool ? "true" : "false"
        case .int(let int): String(int)
        case .double(let double):
            double.isNaN ? ".nan" : double.isInfinite ? (double < 0 ? "-.inf" : ".inf") : "\(double)"
        case .string(let string): string
        case .list(let values): "[" + values.map(\.quoted).joined(separator: ", ") + "]"
        }
    }

    /// The value as an error message shows it: strings in quotes, so that `'4'` is seen to be text.
    public var quoted: String {
        if case .string(let string) = self { "'\(string)'" } else { description }
    }
}
