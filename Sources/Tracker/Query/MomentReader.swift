import GRDB

/// Reads what a metric came to at a step, run by run.
struct MomentReader {
    private let moment: RunMoment
    private let metric: Int64
    private let db: Database

    /// A reader for a moment; nil where nobody logged the metric.
    init?(_ db: Database, _ moment: RunMoment) throws {
        let id = try Int64.fetchOne(db, sql: "SELECT id FROM metric WHERE name = ?", arguments: [moment.metric])
        guard let id else { return nil }
        self.moment = moment
        metric = id
        self.db = db
    }

    /// Gives the runs that got to the step their values.
    func read(into runs: inout [Run]) throws {
        for index in runs.indices {
            guard let summary = runs[index].summaries[moment.metric], summary.lastStep >= moment.step else { continue }
            let rows = PointRows(db: db, run: runs[index].id, metric: metric)
            if let point = try rows.last(upTo: moment.step) { runs[index].moments[moment] = point.value }
        }
    }
}
