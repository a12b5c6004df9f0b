import Orchestrator
import RunLog
import Terminal

/// What a submission came to, for programs: on standard output with `--format json` or `csv`.
struct SummaryText {
    let sweep: String
    let summary: SubmissionSummary

    /// Nothing for `table`, since a person has read it already.
    func text(_ format: OutputFormat) -> String {
        let counts = [
            ("finished", summary.finished), ("finished_before", summary.finishedBefore), ("failed", summary.failed),
            ("blocked", summary.blocked), ("stopped_early", summary.stoppedEarly), ("stopped", summary.stopped),
        ]
        switch format {
        case .table: return ""
        case .json:
            let members = counts.map { JSONValue.Member($0.0, .int(Int64($0.1))) }
            let object =
                [JSONValue.Member("sweep", .string(sweep))] + members
                + [.init("interrupted", .bool(summary.wasInterrupted))]
            return JSONValue.object(object).indentedText + "\n"
        case .csv:
            let header = (["sweep"] + counts.map(\.0)).joined(separator: ",")
            return header + "\n" + ([sweep] + counts.map { "\($0.1)" }).joined(separator: ",") + "\n"
        }
    }
}
