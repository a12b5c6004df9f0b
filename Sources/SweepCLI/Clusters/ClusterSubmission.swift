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
        try refusePacks(loaded, try resolver.jobs())
        guard !command.dryRun else { return try showScripts(loaded, try command.chosen(of: resolver.jobs())) }
        // The log-in takes as long as making the store and recording the trials: both at once.
        await connection.beginOpening()
        do {
            try await handOver(loaded, resolver)
        } catch {
            await finish()
            throw Self.placed(error, connection.profile)
        }
    }

    private func showScripts(_ loaded: LoadedSpec, _ jobs: [LocalJob]) throws {
        try command.options.location.createIfAbsent()
        let submission = RemoteSubmission(
            store: try Store(command.options.location),
            connection: connection,
            spec: loaded.spec,
            jobs: jobs,
            program: try FarProgram(of: loaded.spec, trainer: loaded.trainer, folder: loaded.folder)
        ) { _ in }
        print(try submission.scripts().joined(separator: "\n"), terminator: "")
    }

    private func handOver(_ loaded: LoadedSpec, _ resolver: JobResolver) async throws {
        try command.options.location.createIfAbsent()
        let store = try Store(command.options.location)
        let program = try FarProgram(of: loaded.spec, trainer: loaded.trainer, folder: loaded.folder)
        try loaded.register(in: store)
        let adaptive = try AdaptiveTrials(
            spec: loaded.spec,
            code: loaded.code,
            folder: loaded.folder,
            trainer: loaded.trainer,
            store: store
        )
        if adaptive != nil, !command.only.isEmpty {
            throw CommandFailure(code: 64, text: "error: a search chooses its trials itself: leave out --only")
        }
        if adaptive == nil { try store.register(trials: try resolver.trials()) }
        let view = ClusterSubmissionView(
            sweep: loaded.spec.name,
            cluster: connection.name,
            isQuiet: command.options.quiet
        )
        let jobs = try adaptive?.restored ?? command.chosen(of: resolver.jobs())
        let summary = try await submit(jobs, of: loaded, program, adaptive, in: store, view)
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

    private func submit(
        _ jobs: [LocalJob],
        of loaded: LoadedSpec,
        _ program: FarProgram,
        _ adaptive: AdaptiveTrials?,
        in store: Store,
        _ view: ClusterSubmissionView
    ) async throws -> RemoteSummary {
        let stopping = StoppingWatch(loaded.spec, store: store)
        guard adaptive != nil || stopping != nil else {
            var submission = RemoteSubmission(
                store: store,
                connection: connection,
                spec: loaded.spec,
                jobs: jobs,
                program: program,
                report: view.show
            )
            return try await submission.run(waits: !command.noWait)
        }
        view.stays()
        var search = RemoteSearch(
            store: store,
            connection: connection,
            spec: loaded.spec,
            jobs: jobs,
            program: program,
            adaptive: adaptive,
            stopping: stopping,
            report: view.show
        )
        return try await search.run()
    }

    /// A run that is stopped early ends its job, and with it all that share the allocation.
    private func refusePacks(_ loaded: LoadedSpec, _ jobs: [LocalJob]) throws {
        guard loaded.spec.earlyStop.method != .none, jobs.contains(where: { ($0.resources.pack ?? 1) > 1 }) else {
            return
        }
        throw CommandFailure(
            code: 65,
            text: """
                error: 'early_stop' ends single runs, and 'resources.pack' puts several into one job, which would end together; \
                nothing was submitted. Leave one of them out
                """
        )
    }

    private func finish() async {
        await connection.close()
        if command.rpc { await CallTable(connection.calls).print(command.options.traits) }
    }
}
