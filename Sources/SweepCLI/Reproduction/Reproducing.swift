import Foundation
import Orchestrator
import RunLog
import Sweep
import Tracker

/// The rounds of a reproduction: run what is needed, look, give undecided claims more seeds, until none can be helped.
struct Reproducing {
    let round: ReproductionRound
    let store: Store
    /// How many runs at a time on this machine.
    let slots: Int
    /// The cluster that runs them; nil for this machine.
    let connection: ClusterConnection?
    let isQuiet: Bool

    private var sweep: String { round.loaded.spec.name }

    /// Runs the rounds.
    ///
    /// - Returns: What came of it, and whether somebody asked for the end.
    func run() async throws -> (Reproduction, wasInterrupted: Bool) {
        var needs = round.needs(registered: try store.trials(of: sweep))
        try round.loaded.register(in: store)
        while true {
            let isInterrupted = try await submit(needs)
            let reproduction = try ReproductionReader(store, table: round.table, sweep: sweep).read()
            if isInterrupted { return (reproduction, true) }
            let (raised, refused) = try needs.raise(for: reproduction.report) { next in
                try round.plan(next).part.isWithin(round.loaded.spec.budget)
            }
            if !refused.isEmpty { say("The budget leaves these undecided: \(refused.joined(separator: ", "))") }
            guard !raised.isEmpty else { return (reproduction, false) }
            say("Undecided, more seeds: \(raised.joined(separator: ", "))")
        }
    }

    /// Runs what is left of the needs; true when somebody asked for the end.
    private func submit(_ needs: SeedNeeds) async throws -> Bool {
        let (loaded, part) = try round.plan(needs)
        let resolver = JobResolver(
            spec: loaded.spec,
            plan: loaded.plan,
            folder: loaded.folder,
            trainer: loaded.trainer
        )
        try store.register(trials: try resolver.trials().filter { $0.number.map(part.trials.contains) ?? false })
        let keys = Set(part.jobs.map(\.short))
        let jobs = try resolver.jobs().filter { keys.contains($0.key) }
        guard let connection else {
            try loaded.refuseWhileElsewhere(store, keys: jobs.map(\.key))
            return try submitHere(jobs)
        }
        let there = ClusterRound(connection: connection, store: store, sweep: sweep, isQuiet: isQuiet)
        try await there.run(jobs, of: loaded)
        return false
    }

    private func submitHere(_ jobs: [LocalJob]) throws -> Bool {
        let view = SubmissionView(sweep: sweep, slots: slots, isQuiet: isQuiet)
        let machine = try Machine.current()
        var submission = LocalSubmission(
            lab: store.lab,
            store: store,
            ingester: Ingester(store, machine: machine),
            host: machine,
            sweep: sweep,
            jobs: jobs,
            slots: slots,
            environment: TrialEnvironment(slots: slots, inherited: ProcessInfo.processInfo.environment).variables,
            report: view.show
        )
        let summary = try submission.run()
        view.finish(summary, command: command)
        return summary.wasInterrupted
    }

    private var command: String {
        (["sweep reproduce", round.loaded.options.spec] + round.loaded.options.set.map { "--set '\($0)'" })
            .joined(separator: " ")
    }

    private func say(_ text: String) {
        guard !isQuiet else { return }
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}
