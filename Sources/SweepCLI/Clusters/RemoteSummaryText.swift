import Orchestrator
import RunLog
import Terminal

/// What a submission to a cluster came to, for programs: on standard output with `--format json` or `csv`.
struct RemoteSummaryText {
    let sweep: String
    let cluster: String
    let summary: RemoteSummary

    /// Nothing for `table`, since a person has read it already.
    func text(_ format: OutputFormat) -> String {
        let counts = [
            ("submitted", summary.submitted), ("in_flight", summary.inFlight), ("finished", summary.finished),
            ("elsewhere", summary.elsewhere), ("stopped_early", summary.stopped), ("failed", summary.failed),
            ("waiting", summary.waiting),
            ("postponed", summary.postponed),
            ("uncertain", summary.uncertain),
        ]
        switch format {
        case .table: return ""
        case .json:
            let head: [JSONValue.Member] = [.init("sweep", .string(sweep)), .init("cluster", .string(cluster))]
            let members = counts.map { JSONValue.Member($0.0, .int(Int64($0.1))) }
            let jobs = JSONValue.Member("jobs", .array(summary.jobs.map { .int(Int64($0)) }))
            return JSONValue.object(head + members + [jobs]).indentedText + "\n"
        case .csv:
            let header = ["sweep", "cluster"] + counts.map(\.0) + ["jobs"]
            let row =
                [sweep, cluster] + counts.map { "\($0.1)" } + [summary.jobs.map(String.init).joined(separator: " ")]
            return CSV.line(header) + CSV.line(row)
        }
    }
}
