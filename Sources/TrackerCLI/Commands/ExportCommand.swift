import ArgumentParser
import Foundation
import RunLog
import Terminal
import Tracker

/// `tracker export`.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write runs as CSV, as JSON lines, or as one SQLite file that is a store itself.",
        discussion: """
            CSV and JSON lines have a line a run, with all parameters and the last value of all metrics; with --points a \
            line for each point. The format goes by the file's ending (.csv, .jsonl, .sqlite) unless --format says it.

            Example: tracker export --sweep tokens --output tokens.csv
            Example: tracker export --sweep tokens --points --output curves.csv
            Example: tracker export --sweep tokens --output tokens.sqlite && tracker list --lab tokens.sqlite
            """
    )

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The file to write; standard output without it.", valueName: "file"),
        completion: .file()
    )
    var output: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("How to write.", valueName: "format"))
    var format: ExportFormat?

    @Flag(name: .long, help: "A line for each point: run, key, metric, step, time, value.")
    var points = false

    @OptionGroup var selection: RunSelection
    @OptionGroup var options: LabOptions

    private var chosenFormat: ExportFormat { format ?? output.flatMap(ExportFormat.init(endingOf:)) ?? .csv }

    func validate() throws {
        guard chosenFormat == .sqlite else { return }
        if output == nil { throw ValidationError("a SQLite file needs a name: give --output FILE") }
        if points { throw ValidationError("a SQLite file has all points: leave out --points") }
        if selection.columns != nil { throw ValidationError("a SQLite file has all columns: leave out --columns") }
    }

    func run() throws {
        guard let store = try options.openStore() else { return }
        let known = KnownColumns(store)
        let runs = try selection.runs(in: store, known: known)
        if chosenFormat == .sqlite, let output {
            try store.export(runs: runs.map(\.id), to: output)
            return say("\(output): \(runs.count) runs")
        }
        var target = try TextTarget(output)
        if points {
            let count = try PointLines(store, runs: runs, isJSON: chosenFormat == .jsonl).write(to: &target)
            try target.finish()
            return say("\(output ?? ""): \(runs.count) runs, \(NumberText.count(count)) points")
        }
        let columns = try selection.chosenColumns(known)
        let now = Timestamp.now()
        if chosenFormat == .jsonl {
            for run in runs {
                let object = columns.map { RunJSON.object(run, columns: $0, now: now) } ?? RunJSON.object(run, now: now)
                try target.write(object.text + "\n")
            }
        } else {
            try target.write(RunCSV.text(runs, columns: columns ?? DefaultColumns.file(runs), now: now))
        }
        try target.finish()
        say("\(output ?? ""): \(runs.count) runs")
    }

    private func say(_ line: String) {
        if output != nil, !options.quiet { Diagnostic.write(line) }
    }
}

/// How runs are written to a file.
enum ExportFormat: String, CaseIterable, ExpressibleByArgument {
    /// Comma-separated values with a header.
    case csv
    /// A JSON object a line.
    case jsonl
    /// A store.
    case sqlite

    /// The format that a file's name says; nil for another ending.
    init?(endingOf path: String) {
        switch path.split(separator: ".").last?.lowercased() {
        case "csv": self = .csv
        case "jsonl", "ndjson": self = .jsonl
        case "sqlite", "sqlite3", "db": self = .sqlite
        default: return nil
        }
    }
}
