public import Expressions

/// A row of an expected table: which runs it means, and what the paper has there.
public struct ExpectedRow: Hashable, Sendable {
    /// The name that claims use.
    public let id: String
    /// What a reader sees.
    public let label: String
    /// What a run's configuration must have.
    public let conditions: [RowCondition]
    /// The paper's value; nil for a cell that nobody transcribed.
    public let paper: Double?
    /// The page and cell that the value is from, or where to get it.
    public let source: String
    /// Where the row stands.
    public let location: SourceLocation

    /// Whether a configuration is this row's, apart from its seed.
    public func matches(_ configuration: [String: Value]) -> Bool {
        conditions.allSatisfy { $0.holds(in: configuration) }
    }

    /// What the row asks of a key.
    func condition(on path: String) -> RowCondition? {
        conditions.first { $0.path == path }
    }
}
