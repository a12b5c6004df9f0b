import RunLog
public import Sweep
public import Tracker

/// Tells a stopping rule what runs report, as it arrives in the store, and passes on its verdicts.
public struct StoppingWatch {
    private let metric: String
    private let store: Store
    private var rule: EarlyStopping
    /// The last step of each run that the rule knows.
    private var seen: [Int64: Int64] = [:]

    /// The watch that a spec asks for; nil when every run goes to its end.
    public init?(_ spec: SweepSpec, store: Store) {
        guard let rule = spec.stoppingRule, let metric = spec.stoppingObjective?.metric else { return nil }
        self.metric = metric
        self.rule = rule
        self.store = store
    }

    /// Tells the rule of everything that earlier runs of these jobs reported.
    ///
    /// - Throws: ``StoreError``.
    mutating func recall(_ keys: [String]) throws {
        for run in try store.runs(RunQuery(keys: keys)).sorted(by: { $0.id < $1.id }) {
            _ = try verdict(on: run.id, key: run.key)
            if run.state == .finished { rule.finish(trial: run.key) }
        }
    }

    /// Tells the rule what a run has reported since the last look.
    ///
    /// - Returns: Why it is to end now; nil when it goes on.
    /// - Throws: ``StoreError``.
    mutating func verdict(on run: Int64, key: String) throws -> String? {
        let series = try store.series(metric: metric, run: run, after: seen[run] ?? -1)
        var evidence: String?
        for (step, value) in zip(series.steps, series.values) {
            seen[run] = step
            let verdict = rule.report(trial: key, step: Int(step), value: value)
            if verdict.stops { evidence = evidence ?? verdict.evidence }
        }
        return evidence
    }

    /// Tells the rule that a run has ended, after its last report.
    ///
    /// - Throws: ``StoreError``.
    mutating func end(_ run: Int64, key: String, isFinished: Bool) throws {
        _ = try verdict(on: run, key: key)
        if isFinished { rule.finish(trial: key) }
    }
}
