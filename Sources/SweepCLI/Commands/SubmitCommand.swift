import ArgumentParser
import Foundation
import Orchestrator
import RunLog
import Sweep
import Terminal
import Tracker

/// `sweep submit`.
struct SubmitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit",
        abstract: "Run what is left of a sweep.",
        discussion: """
            Trials that have finished are not run again. Ctrl-C stops the running ones and says how to go on; a submission \
            that dies leaves them running, and the next one finds them.

            With --cluster the runs are handed to Slurm and go on by themselves; the same command again hands over what is \
            left, and never what is on its way.
            """
    )

    @OptionGroup var spec: SpecOptions
    @Option(name: .long, help: ArgumentHelp("How many trials run at a time; one a core unless given.", valueName: "n"))
    var slots: Int?
    @Option(name: .shortAndLong, help: ArgumentHelp("How to print what came of it.", valueName: "format"))
    var format: OutputFormat = .table
    @Option(
        name: .long,
        help: ArgumentHelp("A cluster of clusters.yaml; this machine unless given.", valueName: "name")
    )
    var cluster: String?
    @Flag(name: .long, help: "Print the batch scripts that would be handed over; nothing is sent or recorded.")
    var dryRun = false
    @Flag(name: .long, help: "Do not wait for room in the cluster's queue: hand over what fits now.")
    var noWait = false
    @Flag(name: .long, help: "Print what was asked of the cluster.")
    var rpc = false
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("Only the run of this key, and what it needs; may be repeated.", valueName: "key")
    )
    var only: [String] = []
    @OptionGroup var clusters: ClusterOptions
    @OptionGroup var options: LabOptions

    func validate() throws {
        if let slots, slots < 1 { throw ValidationError("--slots must be at least 1") }
        if slots != nil, cluster != nil {
            throw ValidationError("--slots is for this machine; see 'limits' in clusters.yaml")
        }
        if dryRun, cluster == nil { throw ValidationError("--dry-run prints batch scripts, so it needs --cluster") }
    }

    func run() async throws {
        if let cluster {
            let profile = try clusters.cluster(named: cluster, options)
            if let connection = ClusterConnection(profile) {
                try await ClusterSubmission(command: self, connection: connection).run()
                return
            }
        }
        try runHere()
    }

    private func runHere() throws {
        let loaded = try LoadedSpec(spec, isQuiet: options.quiet)
        try showPreflight(of: loaded)
        let resolver = JobResolver(
            spec: loaded.spec,
            plan: loaded.plan,
            folder: loaded.folder,
            trainer: loaded.trainer
        )
        let lab = options.location
        try lab.createIfAbsent()
        let store = try Store(lab)
        try loaded.refuseWhileElsewhere(store, keys: chosen(of: resolver.jobs()).map(\.key))
        try loaded.register(in: store)
        let adaptive = try AdaptiveTrials(
            spec: loaded.spec,
            code: loaded.code,
            folder: loaded.folder,
            trainer: loaded.trainer,
            store: store
        )
        if adaptive != nil, !only.isEmpty {
            throw CommandFailure(code: 64, text: "error: a search chooses its trials itself: leave out --only")
        }
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
            jobs: try adaptive?.restored ?? chosen(of: resolver.jobs()),
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

    /// Asks the trainer's preflight, and shows what there is to know.
    func showPreflight(of loaded: LoadedSpec) throws {
        for answer in try loaded.preflight(of: loaded.plan.jobs) where !options.quiet {
            let jobs = answer.jobs == 1 ? "1 job" : "\(answer.jobs) jobs"
            let line = "\(answer.stage), \(jobs): \(answer.text)\n"
            FileHandle.standardError.write(Data(line.utf8))
        }
    }

    /// The jobs that --only names; all when it names none.
    func chosen(of jobs: [LocalJob]) throws -> [LocalJob] {
        let selection = JobSelection(only, of: jobs)
        guard selection.missing.isEmpty else {
            let keys = selection.missing.joined(separator: ", ")
            let text =
                "error: \(spec.spec) as it stands now has no run \(keys); was it submitted with --set, or changed since?"
            throw CommandFailure(code: 65, text: text)
        }
        return selection.jobs
    }
}
