import ArgumentParser
import Foundation
import Orchestrator
import RunLog
import Sweep
import Terminal
import Tracker

/// `sweep retry`.
struct RetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Run again what failed, crashed, got lost or was cancelled, as further attempts.",
        discussion: """
            Each run goes where it was before, unless --cluster says otherwise. The spec is read anew: what is no longer in \
            it is not run. Earlier attempts stay.
            """
    )

    @OptionGroup var selection: SweepSelection
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("The changes with which the sweep was submitted.", valueName: "key=value")
    )
    var set: [String] = []
    @Option(name: .long, help: ArgumentHelp("Where to run them; 'here' is this machine.", valueName: "name"))
    var cluster: String?
    @Option(name: .shortAndLong, help: ArgumentHelp("How to print what came of it.", valueName: "format"))
    var format: OutputFormat = .table
    @OptionGroup var clusters: ClusterOptions
    @OptionGroup var options: LabOptions

    func run() async throws {
        let sweep = try await FreshSweep(selection, clusters: clusters, options: options)
        let store = sweep.store
        let ended: Set<RunState> = [.failed, .crashed, .lost, .cancelled]
        let runs = try selection.found(in: store, sweep: sweep.name, states: ended)
        if let other = runs.first(where: { !ended.contains($0.state) }) {
            throw CommandFailure(
                code: 64,
                text: "error: \(other.title) is \(other.state.rawValue): there is nothing to retry"
            )
        }
        guard !runs.isEmpty else {
            say("\(sweep.name): none of the runs that are meant failed, crashed, got lost or was cancelled")
            return
        }
        let byPlace = Dictionary(grouping: runs) { cluster ?? $0.cluster ?? "here" }
        var failures: [CommandFailure] = []
        for (place, runs) in byPlace.sorted(by: { $0.key < $1.key }) {
            do {
                let again = try submission(sweep.name, runs, at: place, store)
                try await again.run()
            } catch let failure as CommandFailure where failure.text.isEmpty {
                failures.append(failure)
            }
        }
        if let failure = failures.first { throw failure }
    }

    /// A submission of these runs alone, and of what they need.
    private func submission(_ name: String, _ runs: [Run], at place: String, _ store: Store) throws -> SubmitCommand {
        guard let path = try store.sweeps().first(where: { $0.sweep.name == name })?.sweep.specPath,
            FileManager.default.fileExists(atPath: path)
        else {
            let text =
                "error: the file that \(name) was submitted from is not there; sweep submit FILE runs what is left of it"
            throw CommandFailure(code: 65, text: text)
        }
        var words =
            [path, "--format", format.rawValue] + runs.flatMap { ["--only", $0.key] } + set.flatMap { ["--set", $0] }
        if place != "here" { words += ["--cluster", place] }
        words += clusters.clusters.flatMap { ["--clusters", $0] }
        words += ["--lab", store.lab.path] + (options.quiet ? ["--quiet"] : [])
        guard let command = try SweepCommand.parseAsRoot(["submit"] + words) as? SubmitCommand else {
            throw CommandFailure(code: 64, text: "error: cannot retry \(path)")
        }
        return command
    }

    private func say(_ text: String) {
        guard !options.quiet else { return }
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}
