public import RunLog

/// What a column says of many runs, one after another: a name is looked up once for all runs of the same shape.
public struct ColumnReader {
    /// The column.
    public let column: RunColumn
    private var place: NamePlace

    /// A reader of a column.
    public init(_ column: RunColumn) {
        self.column = column
        switch column {
        case .parameter(let name), .metric(let name, _): place = NamePlace(name)
        default: place = NamePlace("")
        }
    }

    /// As ``RunColumn/value(of:now:)``.
    public mutating func value(of run: Run, now: Double) -> JSONValue? {
        switch column {
        case .parameter: run.parameters.value(at: &place)
        case .metric(_, let statistic): run.summaries.value(at: &place).flatMap { statistic.value(of: $0) }
        default: column.value(of: run, now: now)
        }
    }
}
