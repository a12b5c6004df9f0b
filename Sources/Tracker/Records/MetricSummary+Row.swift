import GRDB

extension MetricSummary {
    /// A summary whose columns begin at an index.
    init(_ row: RawRows, from column: Int32, goal: MetricGoal = .max) {
        self.init(
            last: row.optionalDouble(column) ?? .nan,
            lastStep: row.int(column + 1),
            min: row.optionalDouble(column + 2),
            max: row.optionalDouble(column + 4),
            minStep: row.optionalInt(column + 3),
            maxStep: row.optionalInt(column + 5),
            count: Int(row.int(column + 6)),
            goal: goal
        )
    }

    /// The same from a row of GRDB's.
    init(_ row: Row, from index: Int, goal: MetricGoal = .max) {
        self.init(
            last: row[index] ?? .nan,
            lastStep: row[index + 1],
            min: row[index + 2],
            max: row[index + 4],
            minStep: row[index + 3],
            maxStep: row[index + 5],
            count: row[index + 6],
            goal: goal
        )
    }
}
