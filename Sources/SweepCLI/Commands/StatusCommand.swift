import ArgumentParser
import Foundation
import Orchestrator
import RunLog
import Terminal
import Tracker

/// `sweep status`.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Say how a sweep's trials are doing, and how that is known.",
        discussion: """
            A state is never guessed: the last column says what was seen. Runs on clusters are looked at where they are, and \
            what they have written since the last look is brought here; Slurm is asked only when their own records leave \
            questions, and at most as often as 'poll_seconds' in clusters.yaml allows. What ran out of memory or time, or was \
            ended by the cluster, is handed over again as often as 'on_oom' and 'on_timeout' allow.
            """
    )

    @Argument(help: ArgumentHelp("The sweep's name, or its YAML file.", valueName: "sweep"))
    var sweep: String
    @Option(name: .shortAndLong, help: ArgumentHelp("How to print the trials.", valueName: "format"))
    var format: OutputFormat = .table
    @Flag(name: .long, help: "Look at no cluster: print what was known last.")
    var offline = false
    @Flag(name: .long, help: "Print what was asked of the clusters.")
    var rpc = false
    @OptionGroup var clusters: ClusterOptions
    @OptionGroup var options: LabOptions

    func run() async throws {
        let lab = options.location
        guard lab.isInUse else {
            throw CommandFailure(code: 1, text: "error: no lab in \(lab.path): nothing was submitted from here yet.")
        }
        let store = try Store(lab)
        let machine = try Machine.current()
        let known = try KnownSweep(sweep, in: store)
        var isTakenIn = false
        if !offline {
            isTakenIn = try await ClusterLooks(
                clusters: clusters,
                options: options,
                store: store,
                machine: machine,
                rpc: rpc
            )
            .look(at: known.name)
            var retries = AutomaticRetries(clusters: clusters, options: options, store: store)
            try await retries.handOver(known.name)
        }
        if !isTakenIn { _ = try Ingester(store, machine: machine).ingest() }
        let runs = try store.runs(RunQuery(sweep: known.name, latestAttempts: true))
        let trials = try store.trials(of: known.name)
        let shared = try SharedRuns(of: trials, besides: runs, in: store)
        let rows = StatusRows(trials: trials, runs: runs, elsewhere: shared, lab: lab)
        print(rows.text(format, options.traits), terminator: "")
        if format == .table, !options.quiet { print("\(known.name): \(rows.counts)") }
    }
}
