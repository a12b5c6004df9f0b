public import Sweep

/// An expected table held against the runs of a sweep, with everything a reader may ask about it.
public struct Reproduction: Sendable {
    /// The sweep whose runs are meant.
    public let sweep: String
    /// The verdicts.
    public let report: TableReport
    /// The runs that stand for each row, in ascending order of seed.
    public let runs: [String: [Run]]
    /// What is known of the table's versions; nil when none was kept.
    public let history: ExpectationHistory?

    /// A table with its verdicts, the runs that stand for its rows, and its versions.
    package init(sweep: String, report: TableReport, runs: [String: [Run]], history: ExpectationHistory?) {
        self.sweep = sweep
        self.report = report
        self.runs = runs
        self.history = history
    }

    /// The table's file name.
    public var name: String { table.path.split(separator: "/").last.map(String.init) ?? table.path }

    /// The table.
    public var table: ExpectedTable { report.table }

    /// What a reader should know before believing any of it.
    public var warnings: [String] {
        var warnings: [String] = []
        if let history {
            if !history.isPreregistered, let first = history.versions.first {
                warnings.append("the expected table was first seen when \(first.results) runs had finished already")
            }
            for edit in history.editedAfterResults {
                let when = TimeText.minute(edit.seenAt)
                warnings.append(
                    "expected table changed after results: \(when), when \(edit.results) runs had finished"
                )
            }
        }
        let efforts = Set(report.rows.filter { !$0.measurement.results.isEmpty }.map(\.measurement.configurations))
        if let least = efforts.min(), let most = efforts.max(), least < most {
            warnings.append(
                "rows were not tuned alike: \(least) configurations were tried for one, \(most) for another"
            )
        }
        if !table.tuned.isEmpty {
            warnings.append("the best of the tuned configurations was picked by \(table.metric.name) itself")
        }
        return warnings
    }
}
