import ArgumentParser
import Foundation
import Orchestrator
import RunLog
import Sweep
import Terminal
import Tracker

/// `sweep watch`.
struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Show how sweeps get on, on this machine and on clusters, until all of their runs have ended.",
        discussion: """
            Runs on clusters are looked at through their own records; Slurm is asked at most as often as 'poll_seconds' in \
            clusters.yaml allows, once a minute unless it says otherwise. What ran out of memory or time, or was ended by the \
            cluster, is handed over again as often as 'on_oom' and 'on_timeout' allow. Ctrl-C only stops watching. With --format json \
            each change is a line.
            """
    )

    @Argument(
        help: ArgumentHelp(
            "Names of sweeps, or their YAML files; those with runs under way unless given.",
            valueName: "sweep"
        )
    )
    var sweeps: [String] = []
    @Option(name: .long, help: ArgumentHelp("How often to look.", valueName: "seconds"))
    var every = 5.0
    @Flag(name: .long, help: "Look once.")
    var once = false
    @Option(name: .shortAndLong, help: ArgumentHelp("How to print it: table or json.", valueName: "format"))
    var format: OutputFormat = .table
    @Flag(name: .long, help: "Print at the end what was asked of the clusters.")
    var rpc = false
    @OptionGroup var clusters: ClusterOptions
    @OptionGroup var options: LabOptions

    func validate() throws {
        if !(0.2...3600).contains(every) { throw ValidationError("--every must be from 0.2 to 3600") }
        if format == .csv { throw ValidationError("--format must be table or json") }
    }

    func run() async throws {
        let store = try options.openStore()
        let machine = try Machine.current()
        _ = try Ingester(store, machine: machine).ingest()
        let names = try names(in: store)
        guard !names.isEmpty else {
            if !options.quiet { FileHandle.standardError.write(Data("nothing is under way\n".utf8)) }
            return
        }
        let plans = names.map { SweepCosts($0, store: store, clusters: clusters, options) }
        let looks = ClusterLooks(clusters: clusters, options: options, store: store, machine: machine, rpc: rpc)
        var retries = AutomaticRetries(clusters: clusters, options: options, store: store)
        var view = WatchView(format: format, traits: options.traits)
        while true {
            for name in names {
                try await looks.look(at: name, isLast: false)
                try await retries.handOver(name)
            }
            _ = try Ingester(store, machine: machine).ingest()
            let now = Timestamp.now()
            let all = try plans.map {
                try SweepProgress($0.sweep, store: store, gpus: $0.gpus, budget: $0.budget, now: now)
            }
            view.show(all, at: now)
            if once || all.allSatisfy(\.isOver) { break }
            try await Task.sleep(for: .seconds(every))
        }
        await looks.close()
    }

    private func names(in store: Store) throws -> [String] {
        guard sweeps.isEmpty else { return try sweeps.map { try KnownSweep($0, in: store).name } }
        return try store.sweeps().filter { $0.runs.contains { !$0.key.isFinal && $0.value > 0 } }.map(\.sweep.name)
    }
}

/// What a sweep's runs cost, by its file as it stands now; nothing where that cannot be read.
private struct SweepCosts {
    let sweep: String
    private(set) var gpus: [String: Int] = [:]
    private(set) var budget: Double?

    init(_ sweep: String, store: Store, clusters: ClusterOptions, _ options: LabOptions) {
        self.sweep = sweep
        // A watcher shows what there is: without the file there are no GPU-hours, and everything else.
        guard let path = try? store.sweeps().first(where: { $0.sweep.name == sweep })?.sweep.specPath,
            FileManager.default.fileExists(atPath: path), let loaded = try? LoadedSpec(.of(path), isQuiet: true)
        else { return }
        budget = loaded.spec.budget.gpuHours
        let profiles = clusters.files(options).read()
        let places = (try? store.runs(RunQuery(sweep: sweep))) ?? []
        let cluster = Dictionary(places.map { ($0.key, $0.cluster) }) { first, _ in first }
        for job in loaded.plan.jobs {
            let key = job.key.short
            let defaults = (cluster[key] ?? nil).flatMap { profiles.cluster(named: $0)?.slurm?.defaults }
            gpus[key] = job.resources.gpus ?? defaults.map(Self.gpus)
        }
    }

    /// The GPUs that a profile asks for, on all nodes.
    private static func gpus(_ defaults: JobDefaults) -> Int {
        let each = (defaults.gres?.value ?? []).filter { $0.name == "gpu" }.reduce(0) { $0 + $1.count }
        return each * (defaults.nodes?.value ?? 1)
    }
}
