import GRDB
import RunLog

/// A metric's summary while points are added to it.
struct SummaryState {
    private(set) var last = Double.nan
    private(set) var lastStep = Int64.min
    private var min = Double.nan
    private var minStep: Int64 = 0
    private var max = Double.nan
    private var maxStep: Int64 = 0
    private var count = 0
    /// Whether a point came that was not beyond the last step: it may have replaced another, so that only the points
    /// themselves can tell.
    private(set) var isStale = false

    init() {}

    /// Whether the metric has no points yet.
    var isEmpty: Bool { lastStep == .min }

    init(_ summary: MetricSummary) {
        last = summary.last
        lastStep = summary.lastStep
        min = summary.min ?? .nan
        minStep = summary.minStep ?? 0
        max = summary.max ?? .nan
        maxStep = summary.maxStep ?? 0
        count = summary.count
    }

    @inline(__always) mutating func add(step: Int64, value: Double) {
        guard step > lastStep else {
            isStale = true
            return
        }
        last = value
        lastStep = step
        count += 1
        // A comparison with NaN is false: the first number takes the place of none.
        if value < min || (min.isNaN && !value.isNaN) { (min, minStep) = (value, step) }
        if value > max || (max.isNaN && !value.isNaN) { (max, maxStep) = (value, step) }
    }

    /// Whether a summary says the same.
    func says(_ summary: MetricSummary) -> Bool {
        let isLast = summary.last == last || (summary.last.isNaN && last.isNaN)
        let extremes = (min.isNaN ? nil : min, max.isNaN ? nil : max)
        let steps = (min.isNaN ? nil : minStep, max.isNaN ? nil : maxStep)
        return isLast && summary.lastStep == lastStep && summary.count == count
            && (summary.min, summary.max) == extremes
            && (summary.minStep, summary.maxStep) == steps
    }

    /// Writes the summary; one that is stale is first made anew from the points.
    mutating func save(run: Int64, metric: Int64, _ db: Database) throws {
        if isStale { try recount(run: run, metric: metric, db) }
        try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO summary
                    (run_id, metric_id, last, last_step, min, min_step, max, max_step, count)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        .execute(arguments: [
            run, metric, last, lastStep, min.isNaN ? nil : min, min.isNaN ? nil : minStep, max.isNaN ? nil : max,
            max.isNaN ? nil : maxStep, count,
        ])
    }

    private mutating func recount(run: Int64, metric: Int64, _ db: Database) throws {
        let points = try PointRows(db: db, run: run, metric: metric).points()
        self = SummaryState()
        for point in points { add(step: point.step, value: point.value) }
    }
}
