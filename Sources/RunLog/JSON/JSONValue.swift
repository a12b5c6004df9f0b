/// A JSON value that keeps the order of its keys and tells integers from other numbers.
///
/// Equality is exact: `1` and `1.0` differ, and so do objects whose keys stand in another order.
public enum JSONValue: Hashable, Sendable {
    /// JSON's `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number written without fraction and exponent that fits 64 bits.
    case int(Int64)
    /// Any other number.
    case double(Double)
    /// A text.
    case string(String)
    /// Values in order.
    case array([JSONValue])
    /// Keys with what stands under them, in the order in which they were written.
    case object([Member])

    /// A key of an object and what stands under it.
    public struct Member: Hashable, Sendable {
        /// The key, unescaped.
        public let key: String
        /// What stands under it.
        public let value: JSONValue

        /// A key and its value.
        public init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }
}
