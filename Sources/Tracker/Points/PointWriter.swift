import GRDB
import RunLog

/// Writes the points of one run inside a transaction, and keeps its summaries.
///
/// A step that is there already is replaced: the later line of a log is the one that counts.
struct PointWriter {
    private let db: Database
    private let run: Int64
    private var summaries: [Int64: SummaryState]
    private var touched: Set<Int64> = []
    /// The loose points of each metric that was written to.
    private var loose: [Int64: [StoredPoint]] = [:]

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
            let points = order.indices[start..<order.ends[local]]
                .map { StoredPoint(step: batch.steps[$0], seconds: batch.times[$0], value: batch.values[$0]) }
            start = order.ends[local]
            try write(points, metric: metrics.id(of: name, db))
        }
    }

    /// Writes the summaries of the metrics that were touched.
    mutating func finish() throws {
        for metric in touched.sorted() { try summaries[metric]?.save(run: run, metric: metric, db) }
    }

    /// Writes points of one metric in the order of the log.
    private mutating func write(_ points: [StoredPoint], metric: Int64) throws {
        let rows = PointRows(db: db, run: run, metric: metric)
        var summary = summaries[metric] ?? SummaryState()
        let known = try loose[metric] ?? (summary.isEmpty ? [] : rows.loose())
        if points.ascends(from: summary.lastStep) {
            loose[metric] = try add(points, after: known, rows)
        } else {
            loose[metric] = try replace(points.lastOfEachStep(), known, rows)
        }
        for point in points { summary.add(step: point.step, value: point.value) }
        summaries[metric] = summary
        touched.insert(metric)
    }

    /// Adds points beyond all that are there; those that fill strips with the loose ones before them become strips.
    private func add(_ points: [StoredPoint], after known: [StoredPoint], _ rows: PointRows) throws -> [StoredPoint] {
        guard known.count + points.count >= Strip.length else {
            try rows.addLoose(points)
            return known + points
        }
        if !known.isEmpty { try rows.removeLoose() }
        let rest = try rows.addStrips(known.isEmpty ? points : known + points)
        try rows.addLoose(rest)
        return Array(rest)
    }

    /// Puts points among those that are there: all from the first of them on are written anew.
    private func replace(
        _ points: [StoredPoint],
        _ known: [StoredPoint],
        _ rows: PointRows
    ) throws -> [StoredPoint] {
        let first = points.first?.step ?? .max
        let merged = try (rows.strips(from: first) + known).merged(with: points)
        try rows.removeStrips(from: first)
        if !known.isEmpty { try rows.removeLoose() }
        let rest = try rows.addStrips(merged)
        try rows.addLoose(rest)
        return Array(rest)
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
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], SummaryState(MetricSummary($0, from: 1))) })
    }
}
