public import ArgumentParser
import Expressions
public import RunLog
import Tracker

/// Which runs: the same flags wherever several are meant.
struct RunConditions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("Only runs of this sweep.", valueName: "name"), completion: .sweeps)
    var sweep: String?

    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("Only runs in this state; may be given several times.", valueName: "state")
    )
    var state: [RunState] = []

    @Option(
        name: .customLong("where"),
        help: ArgumentHelp(
            "Only runs of which this is true, such as \"lora.rank >= 8 and eval/mme > 900 and state = finished\".",
            valueName: "expression"
        )
    )
    var condition: String?

    @Flag(name: .long, help: "Archived runs too.")
    var archived = false

    /// Whether any condition was given.
    var areGiven: Bool { sweep != nil || !state.isEmpty || condition != nil }

    /// What asks for the runs that are meant.
    func query(_ store: Store) throws -> RunQuery {
        if let sweep { try checkSweep(sweep, in: store) }
        let filter = try filter(store)
        let now = Timestamp.now()
        var query = RunQuery(
            sweep: sweep,
            states: state.isEmpty ? nil : Set(state),
            archived: archived || filter?.mentionsArchived == true,
            moments: filter?.moments ?? []
        )
        if let filter {
            query.filter = { try filter.keeps($0, now: now) }
            query.filterColumns = filter.columns
        }
        return query
    }

    private func filter(_ store: Store) throws -> RunFilter? {
        guard let condition else { return nil }
        return try RunFilter(
            condition,
            parameters: store.parameterTypes(),
            metrics: Set(store.metricNames()),
            tags: Set(store.tags().map(\.name))
        )
    }

    private func checkSweep(_ name: String, in store: Store) throws {
        let names = try store.sweeps().map(\.sweep.name)
        guard !names.contains(name) else { return }
        throw StoreError.unknown(
            kind: .sweep,
            name: name,
            suggestions: Spelling.nearest(to: name, among: names).map { [$0] } ?? []
        )
    }
}

extension RunState: ExpressibleByArgument {}
