import ArgumentParser
import Foundation
import RunLog
import Terminal
import Tracker

/// `sweep status`.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Say how a sweep's trials are doing, and how that is known.",
        discussion: "A state is never guessed: the last column says what was seen."
    )

    @Argument(help: ArgumentHelp("The sweep's name, or its YAML file.", valueName: "sweep"))
    var sweep: String
    @Option(name: .shortAndLong, help: ArgumentHelp("How to print the trials.", valueName: "format"))
    var format: OutputFormat = .table
    @OptionGroup var options: LabOptions

    func run() throws {
        let lab = options.location
        guard lab.isInUse else {
            throw CommandFailure(code: 1, text: "error: no lab in \(lab.path): nothing was submitted from here yet.")
        }
        let store = try Store(lab)
        _ = try Ingester(store, machine: Machine.current()).ingest()
        let known = try known(in: store)
        let runs = try store.runs(RunQuery(sweep: known.sweep.name, latestAttempts: true, archived: true))
        let trials = try store.trials(of: known.sweep.name)
        let rows = StatusRows(trials: trials, runs: runs, lab: lab)
        print(rows.text(format, options.traits), terminator: "")
        if format == .table, !options.quiet { print("\(known.sweep.name): \(rows.counts)") }
    }

    /// The sweep of that name, or the one that was submitted from that file.
    private func known(in store: Store) throws -> SweepOverview {
        let sweeps = try store.sweeps()
        let file = URL(fileURLWithPath: sweep).lastPathComponent
        if let found = sweeps.first(where: { $0.sweep.name == sweep }) { return found }
        let fromFile = sweeps.first { overview in
            overview.sweep.specPath.map { URL(fileURLWithPath: $0).lastPathComponent } == file
        }
        if let fromFile { return fromFile }
        let names = sweeps.map(\.sweep.name).joined(separator: ", ")
        throw CommandFailure(
            code: 64,
            text: "error: no sweep '\(sweep)' was submitted from this lab"
                + (names.isEmpty ? "." : "; it knows \(names).")
        )
    }
}
