import Terminal
import Tracker

/// Runs as CSV, a line a run.
enum RunCSV {
    /// The header and the lines; numbers in full, times in seconds since 1970, nothing for what is not known.
    static func text(_ runs: [Run], columns: [RunColumn], now: Double) -> String {
        var text = CSV.line(columns.map(\.name))
        for run in runs {
            text += CSV.line(columns.map { $0.value(of: run, now: now).map(Rows.field) ?? "" })
        }
        return text
    }
}
