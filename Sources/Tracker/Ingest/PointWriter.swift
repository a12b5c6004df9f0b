import GRDB
import RunLog

/// Writes the points of one run inside a transaction, many rows a statement, and keeps its summaries.
///
/// A step that is there already is replaced: the later line of a log is the one that counts.
struct PointWriter {
    /// Rows a statement: few statements for long runs, few leftovers for short ones.
    private static let blockSizes = [100, 10, 1]

    private let db: Database
    private let run: Int64
    private var summaries: [Int64: SummaryState]
    private var touched: Set<Int64> = []

    init(_ db: Database, run: Int64) throws {
        self.db = db
        self.run = run
        summaries = try Self.summaries(db, run: run)
    }

    /// Writes a batch.
    ///
    /// The points are taken metric by metric, so that neighbours on disk are written together; within a metric they
    /// keep the order of the log.
    mutating func write(_ batch: MetricBatch, names: [String], metrics: inout MetricIDs) throws {
        let order = Self.order(of: batch.metrics, count: names.count)
        var start = 0
        for (local, name) in names.enumerated() where order.ends[local] > start {
            let indices = order.indices[start..<order.ends[local]]
            start = order.ends[local]
            try write(batch, indices, metric: metrics.id(of: name, db))
        }
    }

    /// Writes the summaries of the metrics that were touched.
    mutating func finish() throws {
        for metric in touched.sorted() { try summaries[metric]?.save(run: run, metric: metric, db) }
    }

    private mutating func write(_ batch: MetricBatch, _ indices: ArraySlice<Int>, metric: Int64) throws {
        var summary = summaries[metric] ?? SummaryState()
        for index in indices { summary.add(step: batch.steps[index], value: batch.values[index]) }
        summaries[metric] = summary
        touched.insert(metric)
        var rest = indices
        for size in Self.blockSizes where rest.count >= size {
            let statement = try db.cachedStatement(sql: Self.insert(rows: size))
            while rest.count >= size {
                try Self.execute(statement, run, metric, batch, rest.prefix(size))
                rest = rest.dropFirst(size)
            }
        }
    }

    /// Binds straight to the prepared statement: one call a value, nothing boxed.
    private static func execute(
        _ statement: Statement,
        _ run: Int64,
        _ metric: Int64,
        _ batch: MetricBatch,
        _ indices: ArraySlice<Int>
    ) throws {
        // Resets the statement and tells it that its values are set; they are, just below.
        statement.setUncheckedArguments([])
        let handle = statement.sqliteStatement
        _ = run.bind(to: handle, at: 1)
        _ = metric.bind(to: handle, at: 2)
        var place: Int32 = 3
        for index in indices {
            _ = batch.steps[index].bind(to: handle, at: place)
            _ = batch.times[index].bind(to: handle, at: place + 1)
            // SQLite keeps NaN as NULL.
            _ = batch.values[index].bind(to: handle, at: place + 2)
            place += 3
        }
        try statement.execute()
    }

    private static func insert(rows: Int) -> String {
        let values = (0..<rows).map { "(?1,?2,?\($0 * 3 + 3),?\($0 * 3 + 4),?\($0 * 3 + 5))" }
        return "INSERT OR REPLACE INTO point (run_id, metric_id, step, time, value) VALUES "
            + values.joined(separator: ",")
    }

    /// The batch's indices by metric, in order within each (a counting sort), and where each metric's end.
    private static func order(of metrics: [Int32], count: Int) -> (indices: [Int], ends: [Int]) {
        var places = [Int](repeating: 0, count: count + 1)
        for metric in metrics { places[Int(metric) + 1] += 1 }
        for index in 0..<count { places[index + 1] += places[index] }
        var indices = [Int](repeating: 0, count: metrics.count)
        for (index, metric) in metrics.enumerated() {
            indices[places[Int(metric)]] = index
            places[Int(metric)] += 1
        }
        return (indices, Array(places.prefix(count)))
    }

    private static func summaries(_ db: Database, run: Int64) throws -> [Int64: SummaryState] {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT metric_id, last, last_step, min, min_step, max, max_step, count FROM summary WHERE run_id = ?
                    """
            ),
            arguments: [run]
        )
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], SummaryState(RunRows.summary($0, from: 1))) })
    }
}
