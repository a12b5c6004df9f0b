import GRDB
import GRDBSQLite

/// Reads points in bulk, straight from the prepared statement: a row costs three calls, and nothing is boxed.
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

    /// All curves of some runs.
    ///
    /// - Throws: ``StoreError``.
    func curves(of runs: [Run.ID]) throws -> [Curve] {
        try store.read { db in
            let statement = try db.makeStatement(
                sql: "SELECT metric_id, step, time, value FROM point WHERE run_id = ? ORDER BY metric_id, step"
            )
            let counts = try Self.counts(db)
            var found: [Curve] = []
            for run in runs {
                statement.setUncheckedArguments([run])
                _ = run.bind(to: statement.sqliteStatement, at: 1)
                var rows = CurveRows(run: run, counts: counts[run] ?? [:])
                while sqlite3_step(statement.sqliteStatement) == SQLITE_ROW { rows.add(statement.sqliteStatement) }
                sqlite3_reset(statement.sqliteStatement)
                found += rows.finished()
            }
            return found
        }
    }

    /// How many points each metric of each run has, so that room is made once.
    private static func counts(_ db: Database) throws -> [Run.ID: [Int64: Int]] {
        var counts: [Run.ID: [Int64: Int]] = [:]
        let cursor = try Row.fetchCursor(db, sql: "SELECT run_id, metric_id, count FROM summary")
        while let row = try cursor.next() { counts[row[0], default: [:]][row[1]] = row[2] }
        return counts
    }

    /// Collects rows that come in order of metric.
    private struct CurveRows {
        let run: Run.ID
        let counts: [Int64: Int]
        private var curves: [Curve] = []
        private var metric: Int64?
        private var steps: [Int64] = []
        private var times: [Double] = []
        private var values: [Double] = []

        init(run: Run.ID, counts: [Int64: Int]) {
            self.run = run
            self.counts = counts
        }

        mutating func add(_ row: SQLiteStatement) {
            let metric = sqlite3_column_int64(row, 0)
            if metric != self.metric { turn(to: metric) }
            steps.append(sqlite3_column_int64(row, 1))
            times.append(sqlite3_column_double(row, 2))
            // SQLite keeps NaN as NULL.
            values.append(sqlite3_column_type(row, 3) == SQLITE_NULL ? .nan : sqlite3_column_double(row, 3))
        }

        mutating func finished() -> [Curve] {
            turn(to: nil)
            return curves
        }

        private mutating func turn(to next: Int64?) {
            if let metric, !steps.isEmpty {
                curves.append(Curve(run: run, metric: metric, points: Series(steps: steps, times: times, values: values)))
            }
            metric = next
            let count = next.flatMap { counts[$0] } ?? 0
            (steps, times, values) = ([], [], [])
            steps.reserveCapacity(count)
            times.reserveCapacity(count)
            values.reserveCapacity(count)
        }
    }
}
