import ArgumentParser
import RunLog
import Terminal
import Tracker

/// `tracker list metrics`.
struct ListMetricsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "List metrics, which way is better, and how widely they are logged.",
        discussion: """
            The goal (min or max) decides what `best` is: `tracker goal METRIC min|max` sets it. What machines tell of \
            themselves (system/…) is left out of the table unless --system asks for it; JSON and CSV have everything.
            """
    )

    @Flag(name: .long, help: "System metrics too, such as system/cpu.")
    var system = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var options: LabOptions

    func run() throws {
        guard let store = try options.openStore() else {
            if output.format == .json { print("[]") }
            return
        }
        let all = try store.metrics()
        let metrics = system || output.format != .table ? all : all.filter { !$0.name.hasPrefix("system/") }
        if metrics.isEmpty, output.format == .table {
            if !options.quiet { print(all.isEmpty ? "No metrics yet: no run has logged any." : Self.hidden(all.count)) }
            return
        }
        let rows = Rows(
            ["metric", "goal", "runs", "points"],
            metrics.map { [.string($0.name), .string($0.goal.rawValue), .int(Int64($0.runs)), .int(Int64($0.points))] }
        )
        print(rows.text(output.format, options.traits), terminator: "")
        if metrics.count < all.count, !options.quiet { print(Self.hidden(all.count - metrics.count)) }
    }

    private static func hidden(_ count: Int) -> String {
        "… and \(count) system metrics; --system shows them"
    }
}
