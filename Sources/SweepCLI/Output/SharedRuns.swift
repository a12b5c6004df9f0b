import Tracker

/// Runs of other sweeps that a sweep's trials share, because they are the same: there is one run of each key in a lab.
struct SharedRuns {
    /// The runs of each trial that has none in its own sweep, by the trial's number.
    private(set) var byTrial: [Int: [Run]] = [:]

    /// Nothing is shared.
    init() {}

    /// What the trials of a sweep share.
    ///
    /// - Parameters:
    ///   - trials: The sweep's trials.
    ///   - runs: Its own runs.
    ///   - store: The lab's store.
    /// - Throws: `StoreError`.
    init(of trials: [TrialRecord], besides runs: [Run], in store: Store) throws {
        let started = Set(runs.compactMap(\.trial))
        let own = Set(runs.map(\.key))
        let open = trials.filter { trial in trial.number.map { !started.contains($0) } ?? false }
        let keys = Set(open.flatMap(\.jobs)).subtracting(own)
        guard !keys.isEmpty else { return }
        let found = try store.runs(RunQuery(keys: Array(keys), latestAttempts: true))
        let byKey = Dictionary(found.map { ($0.key, $0) }) { first, _ in first }
        for trial in open {
            let shared = trial.jobs.compactMap { byKey[$0] }
            if let number = trial.number, !shared.isEmpty { byTrial[number] = shared }
        }
    }
}
