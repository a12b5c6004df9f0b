import Terminal
import Tracker

/// Runs as CSV, a line a run.
enum RunCSV {
    /// The header and the lines; numbers in full, times in seconds since 1970, nothing for what is not known.
    static func text(_ runs: [Run], columns: [RunColumn], now: Double) -> String {
        var text = CSV.line(columns.map(\.name))
        for run in runs {
            text += CSV.line(columns.map { field($0, of: run, now: now) })
        }
        return text
    }

    /// Tags are parted by semicolons: none holds one that matters to a reader of CSV.
    private static func field(_ column: RunColumn, of run: Run, now: Double) -> String {
        if column == .tags { return run.tags.joined(separator: ";") }
        return column.value(of: run, now: now).map(Rows.field) ?? ""
    }
}
