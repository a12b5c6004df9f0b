/// A search that chooses each trial by what earlier ones came to: a value that is asked for trials and told results.
///
/// Deterministic: the same spec and the same results at the same moments give the same trials. Rows that a rule removes
/// and trials that were made before are drawn again, up to 500 times in a row; then the search is over.
public struct AdaptiveSearch: Sendable {
    /// So many unusable draws in a row mean that there is nothing left to try.
    private static let patience = 500

    private struct Tried {
        let point: SearchPoint
        var keys: [TrialKey]
    }

    /// How many points are tried, each with all seeds.
    public let total: Int
    /// Whether no usable point was found the last time.
    public private(set) var isExhausted = false

    private let maker: TrialMaker
    private let search: Search
    private let space: SearchSpace
    private let sampler: TPESampler
    private var builder: JobBuilder
    private var tried: [Tried] = []
    private var known: Set<TrialKey> = []
    private var lastNumber = 0

    /// The search of a spec whose method is `tpe`, before its first trial.
    ///
    /// - Parameters:
    ///   - spec: The sweep.
    ///   - code: Which code runs, part of each trial's key.
    ///   - goal: Whether the metric should be small or large.
    /// - Throws: `SearchSpaceError` for a range that cannot be searched.
    public init(_ spec: SweepSpec, code: CodeIdentity, goal: Goal) throws(SearchSpaceError) {
        total = spec.search.trials ?? 0
        search = spec.search
        space = try SearchSpace(spec)
        sampler = TPESampler(
            seed: UInt64(clamping: spec.search.seed),
            goal: goal == .min ? .min : .max,
            startupTrials: spec.search.startup
        )
        maker = TrialMaker(spec, context: spec.expansion(code: code).context)
        builder = JobBuilder(spec: spec, code: code, done: [], views: StageViews(spec).views)
    }

    /// How many points are still to be tried.
    public var remaining: Int { isExhausted ? 0 : max(0, total - tried.count) }

    /// Takes note of a trial that was made before, by an earlier process or an earlier version of the spec.
    ///
    /// - Parameters:
    ///   - number: Its number.
    ///   - key: Its key, at least its first twelve digits.
    ///   - assignments: Its varying keys and their values.
    /// - Returns: The trial with its jobs; nil when this spec does not give that trial.
    public mutating func restore(number: Int, key: String, assignments: [Assignment]) -> Plan? {
        guard let point = maker.point(assignments) else { return nil }
        let trials = maker.trials(at: point, index: tried.count, after: 0).kept
        guard let match = trials.first(where: { $0.key.rawValue.hasPrefix(key) }) else { return nil }
        let index = tried.firstIndex { $0.point == point } ?? tried.count
        if index == tried.count {
            guard tried.count < total else { return nil }
            tried.append(Tried(point: point, keys: trials.map(\.key)))
        }
        known.insert(match.key)
        lastNumber = max(lastNumber, number)
        return plan([match.renumbered(number, point: index)])
    }

    /// Chooses the next point.
    ///
    /// - Parameter results: What came of the trials so far; those without an entry are taken to be running.
    /// - Returns: Its trials, one a seed, and their jobs; nil when there is none.
    public mutating func next(results: [TrialKey: TrialResult]) -> Plan? {
        if let (index, missing) = unfinished() { return register(missing, at: index) }
        guard remaining > 0 else { return nil }
        let (history, pending) = observations(results)
        let trials =
            history.count < sampler.startupTrials ? firstTrials() : learnedTrials(history: history, pending: pending)
        guard let (point, kept) = trials else {
            isExhausted = true
            return nil
        }
        tried.append(Tried(point: point, keys: kept.map(\.key)))
        return register(kept, at: tried.count - 1)
    }

    /// What has ended, and what has not.
    private func observations(_ results: [TrialKey: TrialResult]) -> (history: [Observation], pending: [SearchPoint]) {
        var history: [Observation] = []
        var pending: [SearchPoint] = []
        for one in tried {
            let known = one.keys.compactMap { results[$0] }
            if known.count == one.keys.count {
                history.append(Observation(one.point, results: known))
            } else {
                pending.append(one.point)
            }
        }
        return (history, pending)
    }

    /// A point of which a process that died had made some seeds' trials only.
    private func unfinished() -> (index: Int, trials: [Trial])? {
        for (index, one) in tried.enumerated() where !known.isSuperset(of: one.keys) {
            let trials = maker.trials(at: one.point, index: index, after: lastNumber).kept
            return (index, trials.filter { !known.contains($0.key) })
        }
        return nil
    }

    private func firstTrials() -> (SearchPoint, [Trial])? {
        guard var points = PointSequence(maker.space, search) else { return nil }
        for _ in 0..<(Self.patience + tried.count) {
            guard let point = points.next() else { return nil }
            if let found = usable(point) { return found }
        }
        return nil
    }

    private func learnedTrials(history: [Observation], pending: [SearchPoint]) -> (SearchPoint, [Trial])? {
        var avoided = pending
        for draw in 0..<Self.patience {
            let index = tried.count + draw << 20
            let point = sampler.suggest(space: space, history: history, pending: avoided, index: index)
            if let found = usable(point) { return found }
            // What a rule removed counts as bad, so that the next draws keep away from it.
            avoided.append(point)
        }
        return nil
    }

    /// The trials of a point of which rules leave some and that was not tried; the point is that of its rounded values.
    private func usable(_ point: SearchPoint) -> (SearchPoint, [Trial])? {
        let trials = maker.trials(at: point, index: tried.count, after: lastNumber).kept
        guard let first = trials.first, !trials.contains(where: { known.contains($0.key) }) else { return nil }
        return (maker.point(first.assignments) ?? point, trials)
    }

    private mutating func register(_ trials: [Trial], at index: Int) -> Plan {
        var batch: [Trial] = []
        for trial in trials where known.insert(trial.key).inserted {
            lastNumber += 1
            batch.append(trial.renumbered(lastNumber, point: index))
        }
        return plan(batch)
    }

    private mutating func plan(_ trials: [Trial]) -> Plan {
        var plan = Plan(summary: PlanSummary(survey: .none))
        var keys: Set<TrialKey> = []
        for trial in trials {
            let planned = builder.add(trial, maker.context)
            plan.trials.append(planned)
            for key in planned.jobs where keys.insert(key).inserted {
                if let job = builder.job(key) { plan.jobs.append(job) }
            }
        }
        return plan
    }
}
