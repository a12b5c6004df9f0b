import ArgumentParser
import RunLog
import Terminal
import Tracker

/// `tracker list metrics`.
struct ListMetricsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "List metrics, which way is better, and how widely they are logged.",
        discussion: "The goal (min or max) decides what `best` is: `tracker goal METRIC min|max` sets it."
    )

    @OptionGroup var output: OutputOptions
    @OptionGroup var options: LabOptions

    func run() throws {
        guard let store = try options.openStore() else {
            if output.format == .json { print("[]") }
            return
        }
        let metrics = try store.metrics()
        if metrics.isEmpty, output.format == .table {
            if !options.quiet { print("No metrics yet: no run has logged any.") }
            return
        }
        let rows = Rows(
            ["metric", "goal", "runs", "points"],
            metrics.map { [.string($0.name), .string($0.goal.rawValue), .int(Int64($0.runs)), .int(Int64($0.points))] }
        )
        print(rows.text(output.format, options.traits), terminator: "")
    }
}
