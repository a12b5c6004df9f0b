import Foundation
import Orchestrator
import RunLog
import Slurm
import Sweep
import Terminal
import Tracker

/// `sweep submit --cluster`: hands a sweep over and says what came of it.
struct ClusterSubmission {
    let command: SubmitCommand
    let connection: ClusterConnection

    func run() async throws {
        let loaded = try LoadedSpec(command.spec, isQuiet: command.options.quiet)
        try command.showPreflight(of: loaded)
        let resolver = JobResolver(
            spec: loaded.spec,
            plan: loaded.plan,
            folder: loaded.folder,
            trainer: loaded.trainer
        )
        try refuseLearning(loaded.spec)
        let lab = command.options.location
        try lab.createIfAbsent()
        let store = try Store(lab)
        let program = try FarProgram(of: loaded.spec, trainer: loaded.trainer, folder: loaded.folder)
        if command.dryRun {
            let submission = RemoteSubmission(
                store: store,
                connection: connection,
                spec: loaded.spec,
                jobs: try command.chosen(of: resolver.jobs()),
                program: program
            ) { _ in }
            print(try submission.scripts().joined(separator: "\n"), terminator: "")
            return
        }
        try loaded.register(in: store)
        try store.register(trials: try resolver.trials())
        let view = ClusterSubmissionView(
            sweep: loaded.spec.name,
            cluster: connection.name,
            isQuiet: command.options.quiet
        )
        var submission = RemoteSubmission(
            store: store,
            connection: connection,
            spec: loaded.spec,
            jobs: try command.chosen(of: resolver.jobs()),
            program: program,
            report: view.show
        )
        let summary: RemoteSummary
        do {
            summary = try await submission.run(waits: !command.noWait)
        } catch {
            await finish()
            throw Self.placed(error, connection.profile)
        }
        await finish()
        view.finish(summary, command: "\(loaded.submitCommand) --cluster \(connection.name)")
        print(
            RemoteSummaryText(sweep: loaded.spec.name, cluster: connection.name, summary: summary).text(command.format),
            terminator: ""
        )
    }

    /// An error of the way there with the line of the profile that it is about.
    private static func placed(_ error: any Error, _ cluster: ClusterProfile) -> any Error {
        switch error {
        case let error as TransportError: ClusterOutOfReach(error, cluster: cluster)
        case StagingError.transport(let error): ClusterOutOfReach(error, cluster: cluster)
        default: error
        }
    }

    /// A search that learns, or a rule that stops runs, has to sit by while runs report.
    private func refuseLearning(_ spec: SweepSpec) throws {
        let what =
            spec.search.method == .tpe ? "search: tpe" : spec.earlyStop.method != .none ? "early_stop" : nil
        guard let what else { return }
        let place = spec.search.location.map { "\($0): " } ?? ""
        throw CommandFailure(
            code: 65,
            text: """
                \(place)error: '\(what)' decides by what runs report while others wait, which works on one machine only so far; \
                nothing was submitted. On a cluster use 'method: sobol' or 'random' without early stopping, or run \
                this sweep on a node: sweep submit \(command.spec.spec)
                """
        )
    }

    private func finish() async {
        await connection.close()
        if command.rpc { await CallTable(connection.calls).print(command.options.traits) }
    }
}
