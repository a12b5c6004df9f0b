import ArgumentParser
import Foundation
import RunLog
import Terminal
import Tracker

/// Where imported runs go, and how it is said what came.
struct ImportOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("The group that the runs get; else the one that their source names.", valueName: "name")
    )
    var group: String?

    @OptionGroup var output: OutputOptions
    @OptionGroup var options: LabOptions

    /// Imports, takes the run directories in, and says what came.
    func run(_ source: ImportSource, _ path: String) throws {
        let lab = options.location
        let report = try Importer(into: lab, group: group).run(source, path: path)
        let store = try Store(lab)
        _ = try Ingester(store, machine: Machine.current()).ingest(thoroughly: true)
        if !options.quiet { for problem in report.problems { Diagnostic.write("warning: \(problem)") } }
        print(text(report), terminator: "")
        if report.added.isEmpty, report.changed.isEmpty, report.unchanged.isEmpty { throw ExitCode(65) }
    }

    private func text(_ report: ImportReport) -> String {
        let outcomes = [("added", report.added), ("changed", report.changed), ("unchanged", report.unchanged)]
        guard output.format == .table else {
            let rows = outcomes.flatMap { word, directories in
                directories.map { [JSONValue.string($0), .string(word)] }
            }
            return Rows(["directory", "outcome"], rows).text(output.format, options.traits)
        }
        if options.quiet { return (report.added + report.changed).map { "\($0)\n" }.joined() }
        let parts = outcomes.filter { !$0.1.isEmpty }.map { "\($0.1.count) \($0.0)" }
        let total = outcomes.reduce(0) { $0 + $1.1.count }
        let runs = "\(total) \(total == 1 ? "run" : "runs")"
        let detail = parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
        let folders = Set(
            (report.added + report.changed + report.unchanged)
                .map { $0.split(separator: "/").dropLast(2).joined(separator: "/") }
        )
        let place = folders.isEmpty ? "" : " in \(folders.sorted().joined(separator: ", "))"
        return "\(runs)\(detail), \(NumberText.count(report.points)) points\(place)\n"
    }
}
