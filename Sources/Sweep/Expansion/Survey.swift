/// What a walk over all rows found.
public struct Survey: Hashable, Sendable {
    /// Rows before any rule.
    public let rows: Int
    /// Rows that are left: the trials.
    public let trials: Int
    /// Trials apart from their seeds.
    public let points: Int
    /// What each rule removed.
    public let rules: [RuleCount]
    /// Expressions that failed in some rows.
    public let failures: [Failure]
    /// Whether all rows were looked at; false when there are more than `Expansion.rowLimit`.
    public let isComplete: Bool
}
