import Expressions
public import Foundation
import RunLog
public import Sweep
public import Tracker

/// The trials of a search that learns: asks it for the next one with what the store holds of the earlier ones, and
/// registers what it chose before anything of it runs.
public struct AdaptiveTrials {
    /// The jobs of trials that earlier submissions registered.
    public private(set) var restored: [LocalJob] = []

    private let spec: SweepSpec
    private let objective: Objective
    private let folder: URL
    private let trainer: EmbeddedTrainer?
    private let store: Store
    private var search: AdaptiveSearch
    private var planned: [Plan.PlannedTrial] = []
    private var records: [TrialRecord] = []
    private var results: [TrialKey: TrialResult] = [:]

    /// The trials of a sweep that is registered, going on from those that the store has of it.
    ///
    /// Nil when its search does not learn.
    ///
    /// - Parameters:
    ///   - spec: The sweep.
    ///   - code: Which code runs.
    ///   - folder: The spec's folder.
    ///   - trainer: The embedded trainer, if the spec needs it.
    ///   - store: The lab's store.
    /// - Throws: `StoreError`; `SearchSpaceError`, which a plan of the spec would have reported.
    public init?(
        spec: SweepSpec,
        code: CodeIdentity,
        folder: URL,
        trainer: EmbeddedTrainer?,
        store: Store
    ) throws {
        guard spec.search.method == .tpe, let objective = spec.searchObjective else { return nil }
        self.spec = spec
        self.objective = objective
        self.folder = folder
        self.trainer = trainer
        self.store = store
        search = try AdaptiveSearch(spec, code: code, goal: objective.goal)
        for record in try store.trials(of: spec.name) {
            let assignments = record.axes.map { Assignment(path: $0.key, value: Self.value($0.value)) }
            guard let number = record.number,
                let plan = search.restore(number: number, key: record.key, assignments: assignments)
            else { continue }
            restored += try take(plan)
        }
        if !records.isEmpty { try store.register(trials: records) }
    }

    /// How many jobs are still to come, at most.
    var remaining: Int { search.remaining * spec.stages.count * max(1, spec.seeds.count) }

    /// Asks the search for one trial more and registers it.
    ///
    /// - Parameters:
    ///   - slots: How many trials may be without a result at a time.
    ///   - status: What has become of a job.
    /// - Returns: Its jobs; none when there is no further trial, or when enough run already.
    /// - Throws: `StoreError`.
    mutating func next(slots: Int, status: (String) -> Schedule.Status?) throws -> [LocalJob] {
        var open = 0
        for one in planned where results[one.key] == nil {
            results[one.key] = try result(of: one, status)
            if results[one.key] == nil { open += 1 }
        }
        guard open < slots, let plan = search.next(results: results) else { return [] }
        let jobs = try take(plan)
        try store.register(trials: records)
        return jobs
    }

    private mutating func take(_ plan: Plan) throws -> [LocalJob] {
        let resolver = JobResolver(spec: spec, plan: plan, folder: folder, trainer: trainer)
        planned += plan.trials
        records += try resolver.trials()
        return try resolver.jobs()
    }

    /// What came of a trial; nil while one of its jobs is not over.
    private func result(
        of trial: Plan.PlannedTrial,
        _ status: (String) -> Schedule.Status?
    ) throws -> TrialResult? {
        let keys = trial.jobs.map(\.short)
        var isStopped = false
        for key in keys {
            switch status(key) {
            case .failed, .blocked: return .failed
            case .stopped: isStopped = true
            case .finished: break
            case .waiting, .running, nil: return nil
            }
        }
        let runs = try store.latestAttempts(keys: keys)
        // A later stage says more than an earlier one.
        let summaries = keys.reversed().compactMap { runs[$0]?.summaries[objective.metric] }
        guard let summary = summaries.first else { return .failed }
        let value = value(of: summary)
        return isStopped ? .stopped(step: Int(summary.lastStep), value) : .finished(value)
    }

    private func value(of summary: MetricSummary) -> Double {
        switch (spec.search.value, objective.goal) {
        case (.last, _): summary.last
        case (.best, .min): summary.min ?? .nan
        case (.best, .max): summary.max ?? .nan
        }
    }

    private static func value(_ json: JSONValue) -> Value {
        switch json {
        case .null: .null
        case .bool(let value): .bool(value)
        case .int(let value): .int(Int(value))
        case .double(let value): .double(value)
        case .string(let value): .string(value)
        case .array(let values): .list(values.map(Self.value))
        // No axis has mappings as values.
        case .object: .null
        }
    }
}
