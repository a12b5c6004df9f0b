import ArgumentParser
import Expressions
import RunLog
import Terminal
import Tracker

/// `tracker history`.
struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Print the points of a metric.",
        discussion: """
            A table has a row for each step and a column for each run; JSON and CSV have a row for each point.

            Example: tracker history train/loss --runs 3,5 --format csv
            """
    )

    @Argument(help: ArgumentHelp("The metric's name.", valueName: "metric"), completion: .metrics)
    var metric: String

    @Option(name: .long, help: ArgumentHelp("Runs, parted by commas; all that logged it without.", valueName: "runs"))
    var runs: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("Only so many of each run's last points.", valueName: "count"))
    var limit: Int?

    @OptionGroup var output: OutputOptions
    @OptionGroup var options: LabOptions

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1") }
    }

    func run() throws {
        guard let store = try options.openStore() else {
            if output.format == .json { print("[]") }
            return
        }
        try checkMetric(store)
        let runs = try chosenRuns(store)
        let series = try store.series(metric: metric, runs: runs.map(\.id))
        let history = History(runs: runs.filter { series[$0.id] != nil }, series: series, limit: limit)
        print(history.text(output.format, options.traits), terminator: "")
    }

    private func chosenRuns(_ store: Store) throws -> [Run] {
        let detail = RunDetail(for: [])
        if let runs { return try store.runs(named: runs.split(separator: ",").map(String.init), detail: detail) }
        var query = RunQuery(sort: [RunSort(.id)])
        query.detail = detail
        return try store.runs(query)
    }

    private func checkMetric(_ store: Store) throws {
        let names = try store.metricNames()
        guard !names.contains(metric) else { return }
        throw StoreError.unknown(
            kind: .metric,
            name: metric,
            suggestions: Spelling.nearest(to: metric, among: names).map { [$0] } ?? []
        )
    }
}
