/// What a sweep will do: its trials, and the jobs that they share.
public struct Plan: Sendable {
    /// A trial and the jobs of its stages, in the order of the stages.
    public struct PlannedTrial: Sendable {
        /// The trial.
        public let trial: Trial
        /// Its identity.
        public let key: TrialKey
        /// The key of each stage's job.
        public let jobs: [TrialKey]
    }

    /// How many trials a plan can hold.
    public static let trialLimit = 100_000

    /// The trials in order; empty when an error stops the sweep.
    public internal(set) var trials: [PlannedTrial] = []
    /// The jobs, each after those that it needs; finished ones are among them.
    public internal(set) var jobs: [Job] = []
    /// The counts.
    public internal(set) var summary: PlanSummary
    /// What is wrong or surprising about the rows.
    public internal(set) var diagnostics: [Diagnostic] = []

    /// Whether nothing speaks against submitting it.
    public var isRunnable: Bool { !diagnostics.contains { $0.severity == .error } }
}

/// A plan in numbers.
public struct PlanSummary: Sendable {
    /// What one stage amounts to.
    public struct StageCount: Hashable, Sendable {
        /// The stage's name.
        public let name: String
        /// Its jobs: fewer than trials when trials share them.
        public internal(set) var jobs = 0
        /// Jobs that are finished already.
        public internal(set) var done = 0
    }

    /// What the walk over all rows found: rows, trials, removals.
    public let survey: Survey
    /// The stages in order.
    public internal(set) var stages: [StageCount] = []
    /// All jobs.
    public internal(set) var jobs = 0
    /// Jobs that are finished already.
    public internal(set) var done = 0
    /// GPUs × hours of the jobs that are not finished; nil when some job does not say.
    public internal(set) var gpuHours: Double?
    /// Trials whose configuration an earlier trial has too.
    public internal(set) var duplicates = 0
}
