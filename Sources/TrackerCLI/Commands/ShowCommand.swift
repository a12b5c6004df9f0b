import ArgumentParser
import RunLog
import Terminal
import Tracker

/// `tracker show`.
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one run: its state and why, configuration, metrics, last log lines.",
        discussion: "Example: tracker show 3"
    )

    @Argument(help: ArgumentHelp("An id, a key or its beginning, KEY/ATTEMPT, or a run directory.", valueName: "run"))
    var name: String

    @Option(name: .long, help: ArgumentHelp("How many of the log's last lines.", valueName: "count"))
    var lines = 10

    @Option(name: .shortAndLong, help: ArgumentHelp("table or json.", valueName: "format"))
    var format: OutputFormat = .table

    @OptionGroup var options: LabOptions

    func validate() throws {
        if format == .csv { throw ValidationError("one run has no table to print as CSV: --format is table or json") }
        if lines < 0 { throw ValidationError("--lines must not be negative") }
    }

    func run() throws {
        guard let store = try options.openStore() else {
            throw StoreError.unknown(kind: .run, name: name, suggestions: [])
        }
        let details = try RunDetails(of: store.run(named: name), in: store, logLines: lines)
        print(format == .json ? details.json.indentedText + "\n" : details.text(options.traits), terminator: "")
    }
}
