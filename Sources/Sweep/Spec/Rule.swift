public import Expressions

/// What takes rows out of the product.
public struct Rule: Sendable {
    /// One key of an exclusion: the row must have one of the values.
    public struct Condition: Sendable {
        /// A key of the configuration, or an axis's name.
        public let name: String
        /// Any of these.
        public let values: [Value]
        let slot: Int
    }

    enum Test: Sendable {
        case exclude([Condition])
        case require(Expression, SourceText)
    }

    /// What the user would call it: `exclude #2` or `only_if`.
    public let name: String
    /// Where it is written.
    public let location: SourceLocation
    let test: Test

    /// Whether a row goes.
    ///
    /// Throws what the rule's expression throws.
    func removes(_ row: [Value]) throws(ExpressionError) -> Bool {
        switch test {
        case .exclude(let conditions):
            for condition in conditions {
                let value = row[condition.slot]
                guard condition.values.contains(where: { $0.equals(value) }) else { return false }
            }
            return true
        case .require(let expression, _): return !(try expression.isTrue(row))
        }
    }
}
