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
    /// Whether the rows were looked at; false when there are more than `Expansion.rowLimit`, and all counts are 0 then.
    public let isComplete: Bool

    /// That of trials which were not found by walking over rows.
    static let none = Survey(rows: 0, trials: 0, points: 0, rules: [], failures: [], isComplete: true)
}
