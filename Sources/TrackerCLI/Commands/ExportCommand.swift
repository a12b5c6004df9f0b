import ArgumentParser
import Foundation
import RunLog
import Terminal
import Tracker

/// `tracker export`.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write runs as CSV: all parameters, the last value of all metrics.",
        discussion: "Example: tracker export --sweep tokens --output tokens.csv"
    )

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The file to write; standard output without it.", valueName: "file")
    )
    var output: String?

    @OptionGroup var selection: RunSelection
    @OptionGroup var options: LabOptions

    func run() throws {
        guard let store = try options.openStore() else { return }
        let known = KnownColumns(store)
        let runs = try selection.runs(in: store, known: known)
        let columns = try selection.chosenColumns(known) ?? DefaultColumns.file(runs)
        let text = RunCSV.text(runs, columns: columns, now: Timestamp.now())
        guard let output else { return print(text, terminator: "") }
        do {
            try text.write(toFile: output, atomically: true, encoding: .utf8)
        } catch {
            throw FileError(.write, output, code: errno)
        }
        if !options.quiet { Diagnostic.write("\(output): \(runs.count) runs, \(columns.count) columns") }
    }
}
