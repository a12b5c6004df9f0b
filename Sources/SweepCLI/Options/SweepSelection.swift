public import ArgumentParser
import Foundation
public import RunLog
import Terminal
import Tracker

/// Which runs of a sweep: the same words for every command that does something to some of them.
struct SweepSelection: ParsableArguments {
    @Argument(help: ArgumentHelp("The sweep's name, or its YAML file.", valueName: "sweep"))
    var sweep: String

    @Argument(
        help: ArgumentHelp("Runs: ids, keys or their beginnings, or KEY/ATTEMPT; all unless given.", valueName: "run")
    )
    var runs: [String] = []

    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("Only runs in this state; may be given several times.", valueName: "state")
    )
    var state: [RunState] = []

    @Option(
        name: .customLong("where"),
        help: ArgumentHelp("Only runs of which this is true, such as \"lora.rank >= 8\".", valueName: "expression")
    )
    var condition: String?

    /// Whether anything was said about which runs.
    var isNarrowed: Bool { !runs.isEmpty || !state.isEmpty || condition != nil }

    /// The latest attempts that are meant, in the order of their trials.
    ///
    /// - Parameters:
    ///   - store: The lab's store.
    ///   - name: The sweep's name.
    ///   - states: The states that are meant where none is named.
    /// - Returns: The runs, earlier trials first.
    /// - Throws: `StoreError`, `RunFilterError`, `CommandFailure` for a run of another sweep.
    func found(in store: Store, sweep name: String, states: Set<RunState>? = nil) throws -> [Run] {
        let filter = try condition.map {
            try RunFilter(
                $0,
                parameters: store.parameterTypes(),
                metrics: Set(store.metrics().map(\.name)),
                tags: Set(store.tags().map(\.name))
            )
        }
        var query = RunQuery(sweep: name, latestAttempts: true, moments: filter?.moments ?? [])
        query.states = state.isEmpty ? states : Set(state)
        if !runs.isEmpty { query.ids = try runs.map { try id(named: $0, in: store, sweep: name) } }
        // A run that is named is meant even when a later attempt exists.
        if !runs.isEmpty { query.latestAttempts = false }
        let now = Timestamp.now()
        if let filter { query.filter = { try filter.keeps($0, now: now) } }
        return try store.runs(query).sorted { ($0.trial ?? 0, $0.id) < ($1.trial ?? 0, $1.id) }
    }

    private func id(named text: String, in store: Store, sweep: String) throws -> Int64 {
        let run = try store.run(named: text)
        guard run.sweep == sweep else {
            throw CommandFailure(
                code: 64,
                text: "error: the run '\(text)' belongs to the sweep '\(run.sweep)', not to '\(sweep)'"
            )
        }
        return run.id
    }
}

extension RunState: ExpressibleByArgument {}

extension LabOptions {
    /// The store of a lab that is in use.
    ///
    /// - Throws: `CommandFailure`, `StoreError`.
    func openStore() throws -> Store {
        let lab = location
        guard lab.isInUse else {
            throw CommandFailure(code: 1, text: "error: no lab in \(lab.path): nothing was submitted from here yet.")
        }
        return try Store(lab)
    }
}

extension Run {
    /// How commands name it: `8c1d2f3a/1`.
    var name: String { "\(key)/\(attempt)" }

    /// Its name, its trial and where it is.
    var title: String {
        let trial = trial.map { "trial \($0)" } ?? "shared"
        return "\(name) (\(trial)\(stage == "run" ? "" : ", \(stage)")\(cluster.map { ", on \($0)" } ?? ""))"
    }
}
