import Statistics

/// Stops a trial whose best value so far is worse than the median of what finished trials had by the same step.
///
/// The rule of Golovin and others, "Google Vizier: A Service for Black-Box Optimization", 2017, on best values. Reports
/// may come in any order and more than once; a verdict to stop stands.
public struct MedianRule: Hashable, Sendable {
    /// Whether the reported metric should be small or large.
    public let goal: SearchGoal
    /// How many trials must have finished before any is stopped.
    public let startupTrials: Int
    /// The first step at which a trial may be stopped.
    public let warmupSteps: Int

    private var losses: [String: [Int: Double]] = [:]
    private var finished: Set<String> = []
    private var stopped: [String: StoppingVerdict] = [:]

    /// A rule that lets the first trials run in full, and each trial to the end of its warm-up.
    public init(goal: SearchGoal, startupTrials: Int = 5, warmupSteps: Int = 1) {
        self.goal = goal
        self.startupTrials = startupTrials
        self.warmupSteps = warmupSteps
    }

    /// Takes note that a trial ran to its end: from now on others are compared with it.
    public mutating func finish(trial: String) {
        if stopped[trial] == nil { finished.insert(trial) }
    }

    /// Takes note of a value and says whether the trial goes on.
    ///
    /// A value that is not a finite number is worse than all others.
    public mutating func report(trial: String, step: Int, value: Double) -> StoppingVerdict {
        if let verdict = stopped[trial] { return verdict }
        losses[trial, default: [:]][step] = goal.loss(value)
        // A late report of an earlier step must not undo what a later one has shown.
        let isLate = losses[trial]?.keys.contains { $0 > step } ?? false
        guard step >= warmupSteps, !isLate, !finished.contains(trial) else { return .goOn(.notDue) }
        let peers = finished.compactMap { best(of: $0, by: step) }
        let need = max(startupTrials, 1)
        guard peers.count >= need else { return .goOn(.tooFew(have: peers.count, need: need)) }
        let median = peers.median
        let own = best(of: trial, by: step) ?? .infinity
        let reason = StoppingVerdict.Reason.median(step: step, best: shown(own), median: shown(median))
        guard own > median || own == .infinity else { return .goOn(reason) }
        stopped[trial] = .stop(reason)
        return .stop(reason)
    }

    private func best(of trial: String, by step: Int) -> Double? {
        losses[trial]?.lazy.filter { $0.key <= step }.map(\.value).min()
    }

    /// A loss as the value that was reported.
    private func shown(_ loss: Double) -> Double {
        loss == .infinity ? .nan : (goal == .min ? loss : -loss)
    }
}
