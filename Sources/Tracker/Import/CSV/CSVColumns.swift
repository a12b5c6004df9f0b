/// Which columns of a table hold what; what is nil is found by the usual names.
public struct CSVColumns: Hashable, Sendable {
    /// The run's name.
    public var run: String?
    /// The step.
    public var step: String?
    /// Seconds or milliseconds since 1970.
    public var time: String?
    /// In a long table, the metric's name.
    public var metric: String?
    /// In a long table, the value.
    public var value: String?
    /// In a wide table, the columns that are metrics.
    public var metrics: [String]?
    /// In a wide table, the columns that are parameters.
    public var parameters: [String]?

    /// Columns to be found by the usual names.
    public init() {}
}
