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

    /// What the metric came to for a run whose metrics are these; nil for one that did not get to the step.
    func value(run: Int64, _ summaries: NamedValues<MetricSummary>) throws -> Double? {
        guard let summary = summaries[moment.metric], summary.lastStep >= moment.step else { return nil }
        return try PointRows(db: db, run: run, metric: metric).last(upTo: moment.step)?.value
    }

    /// What the moments came to for a run whose metrics are these.
    static func values(_ readers: [MomentReader], run: Int64, _ summaries: NamedValues<MetricSummary>) throws
        -> [RunMoment: Double]
    {
        var values: [RunMoment: Double] = [:]
        for reader in readers { values[reader.moment] = try reader.value(run: run, summaries) }
        return values
    }
}
