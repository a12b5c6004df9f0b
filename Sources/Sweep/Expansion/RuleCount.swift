/// How many rows a rule took out.
public struct RuleCount: Hashable, Sendable {
    /// What the user would call the rule: `exclude #1`, `only_if`.
    public let name: String
    /// Where it is written.
    public let location: SourceLocation
    /// Rows that this rule was the first to remove.
    public internal(set) var removed = 0
    /// Whether it applied to any row at all, be it one that an earlier rule had removed.
    public internal(set) var hasApplied = false
}

extension RuleCount: CustomStringConvertible {
    /// Such as `removed by exclude #1 (sweeps/lr.yaml:14): 3`.
    public var description: String { "removed by \(name) (\(location.file):\(location.line)): \(removed)" }
}
