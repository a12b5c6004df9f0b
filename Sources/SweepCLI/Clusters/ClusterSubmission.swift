import Foundation
import Orchestrator
import RunLog
import Sweep
import Terminal
import Tracker

/// `sweep submit --cluster`: hands a sweep over and says what came of it.
struct ClusterSubmission {
    let command: SubmitCommand
    let connection: ClusterConnection

    func run() async throws {
        let loaded = try LoadedSpec(command.spec, isQuiet: command.options.quiet)
        let resolver = JobResolver(
            spec: loaded.spec,
            plan: loaded.plan,
            folder: loaded.folder,
            trainer: loaded.trainer
        )
        let lab = command.options.location
        try lab.createIfAbsent()
        let store = try Store(lab)
        try command.register(loaded, in: store)
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
            jobs: try resolver.jobs(),
            program: try FarProgram(of: loaded.spec, trainer: loaded.trainer, folder: loaded.folder),
            report: view.show
        )
        let summary: RemoteSummary
        do {
            summary = try await submission.run()
        } catch {
            await finish()
            throw error
        }
        await finish()
        view.finish(summary, command: "\(loaded.submitCommand) --cluster \(connection.name)")
        print(
            RemoteSummaryText(sweep: loaded.spec.name, cluster: connection.name, summary: summary).text(command.format),
            terminator: ""
        )
    }

    private func finish() async {
        await connection.close()
        if command.rpc { await CallTable(connection.calls).print(command.options.traits) }
    }
}
