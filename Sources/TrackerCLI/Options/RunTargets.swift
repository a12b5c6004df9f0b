import ArgumentParser
import Tracker

/// The runs that a command changes: named one by one, or all of which something is true.
struct RunTargets: ParsableArguments {
    @Argument(
        help: ArgumentHelp("Ids, keys or their beginnings, KEY/ATTEMPT, or run directories.", valueName: "run"),
        completion: .runs
    )
    var names: [String] = []

    @OptionGroup var conditions: RunConditions

    func validate() throws {
        if names.isEmpty, !conditions.areGiven {
            throw ValidationError("say which runs: name them, or give --sweep, --state or --where")
        }
        if !names.isEmpty, conditions.areGiven {
            throw ValidationError("name runs or give --sweep, --state and --where, not both")
        }
    }

    /// The runs that are meant, each once.
    func runs(in store: Store) throws -> [Run] {
        guard !names.isEmpty else { return try store.runs(conditions.query(store)) }
        var seen: Set<Int64> = []
        return try names.map { try store.run(named: $0) }.filter { seen.insert($0.id).inserted }
    }

    /// Does something to the ids of the runs that are meant, and says how many it changed.
    ///
    /// `done` is a word such as `tagged`.
    func change(_ options: LabOptions, _ done: String, _ body: (Store, [Int64]) throws -> Int) throws {
        guard let store = try options.openStore() else { throw ExitCode(64) }
        let runs = try runs(in: store)
        let changed = try body(store, runs.map(\.id))
        guard !options.quiet else { return }
        let same = runs.count - changed
        let rest = same > 0 ? " (\(same) \(same == 1 ? "was" : "were") already as asked)" : ""
        print("\(done) \(changed) \(changed == 1 ? "run" : "runs")\(rest)")
    }
}
