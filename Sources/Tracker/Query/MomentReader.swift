import GRDB

/// Reads what a metric came to at a step, run by run.
struct MomentReader {
    private let moment: RunMoment
    private let metric: Int64
    private let statement: Statement

    /// A reader for a moment; nil where nobody logged the metric.
    init?(_ db: Database, _ moment: RunMoment) throws {
        let id = try Int64.fetchOne(db, sql: "SELECT id FROM metric WHERE name = ?", arguments: [moment.metric])
        guard let id else { return nil }
        self.moment = moment
        metric = id
        statement = try db.cachedStatement(
            sql: """
                SELECT value FROM point WHERE run_id = ? AND metric_id = ? AND step <= ? ORDER BY step DESC LIMIT 1
                """
        )
    }

    /// Gives the runs that got to the step their values.
    func read(into runs: inout [Run]) throws {
        for index in runs.indices {
            guard let summary = runs[index].summaries[moment.metric], summary.lastStep >= moment.step else { continue }
            let row = try Row.fetchOne(statement, arguments: [runs[index].id, metric, moment.step])
            if let row { runs[index].moments[moment] = row[0] ?? .nan }
        }
    }
}
