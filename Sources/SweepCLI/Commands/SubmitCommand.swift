import ArgumentParser
import Foundation
import Orchestrator
import RunLog
import Sweep
import Terminal
import Tracker

/// `sweep submit`.
struct SubmitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit",
        abstract: "Run what is left of a sweep.",
        discussion: """
            Trials that have finished are not run again. Ctrl-C stops the running ones and says how to go on; a submission \
            that dies leaves them running, and the next one finds them.
            """
    )

    @OptionGroup var spec: SpecOptions
    @Option(name: .long, help: ArgumentHelp("How many trials run at a time; one a core unless given.", valueName: "n"))
    var slots: Int?
    @Option(name: .shortAndLong, help: ArgumentHelp("How to print what came of it.", valueName: "format"))
    var format: OutputFormat = .table
    @OptionGroup var options: LabOptions

    func validate() throws {
        if let slots, slots < 1 { throw ValidationError("--slots must be at least 1") }
    }

    func run() throws {
        let loaded = try LoadedSpec(spec, isQuiet: options.quiet)
        let resolver = JobResolver(
            spec: loaded.spec,
            plan: loaded.plan,
            folder: loaded.folder,
            trainer: loaded.trainer
        )
        let lab = options.location
        try lab.createIfAbsent()
        let store = try Store(lab)
        try register(loaded, in: store)
        let adaptive = try AdaptiveTrials(
            spec: loaded.spec,
            code: loaded.code,
            folder: loaded.folder,
            trainer: loaded.trainer,
            store: store
        )
        if adaptive == nil { try store.register(trials: try resolver.trials()) }

        let slots = slots ?? ProcessInfo.processInfo.activeProcessorCount
        let view = SubmissionView(sweep: loaded.spec.name, slots: slots, isQuiet: options.quiet)
        let machine = try Machine.current()
        var submission = LocalSubmission(
            lab: lab,
            store: store,
            ingester: Ingester(store, machine: machine),
            host: machine,
            sweep: loaded.spec.name,
            jobs: try adaptive?.restored ?? resolver.jobs(),
            adaptive: adaptive,
            stopping: StoppingWatch(loaded.spec, store: store),
            slots: slots,
            environment: TrialEnvironment(slots: slots, inherited: ProcessInfo.processInfo.environment).variables,
            report: view.show
        )
        let summary = try submission.run()
        view.finish(summary, command: loaded.submitCommand)
        print(SummaryText(sweep: loaded.spec.name, summary: summary).text(format), terminator: "")
        if summary.wasInterrupted { throw CommandFailure(code: 130) }
        if summary.failed + summary.blocked > 0 { throw CommandFailure(code: 1) }
    }

    private func register(_ loaded: LoadedSpec, in store: Store) throws {
        let record = SweepRecord(
            name: loaded.spec.name,
            specPath: spec.spec,
            spec: loaded.text,
            createdAt: Date()
        )
        try store.register(sweep: record)
    }
}
