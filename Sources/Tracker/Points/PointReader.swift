import GRDB

/// Reads all points of some runs.
struct PointReader {
    /// The points of one metric of one run.
    struct Curve: Sendable {
        let run: Run.ID
        let metric: Int64
        let points: Series
    }

    private let store: Store

    init(_ store: Store) {
        self.store = store
    }

    /// All curves of some runs, by run and then by metric.
    ///
    /// - Throws: ``StoreError``.
    func curves(of runs: [Run.ID]) throws -> [Curve] {
        try store.read { db in
            let metrics = try db.cachedStatement(
                sql: "SELECT metric_id FROM summary WHERE run_id = ? ORDER BY metric_id"
            )
            var found: [Curve] = []
            for run in runs {
                for metric in try Int64.fetchAll(metrics, arguments: [run]) {
                    let points = Series(try PointRows(db: db, run: run, metric: metric).points())
                    if !points.steps.isEmpty { found.append(Curve(run: run, metric: metric, points: points)) }
                }
            }
            return found
        }
    }
}
