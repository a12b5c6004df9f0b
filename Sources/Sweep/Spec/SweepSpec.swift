/// A sweep, read and checked: which runs, in which stages, with what, and within which budget.
///
/// A spec comes from `SpecReader`; `expansion()` gives its trials one after the other, and `plan()` its jobs.
public struct SweepSpec: Sendable {
    /// The sweep's name.
    public let name: String
    /// What it is for, in the user's words.
    public let summary: String?
    /// What it runs.
    public let trainer: Trainer
    /// The trainer's keys; nil when it has no schema.
    public let schema: TrainerSchema?
    /// The keys that are the same in all trials.
    public let fixed: [Setting]
    /// The dimensions, in order, without the seeds.
    public let axes: [Axis]
    /// The seeds; empty when the spec names none.
    public let seeds: [Int]
    /// What takes rows out.
    public let rules: [Rule]
    /// How rows are chosen.
    public let search: Search
    /// When runs are stopped early.
    public let earlyStop: EarlyStop
    /// What the sweep is judged by; nil when the spec does not say.
    public let objective: Objective?
    /// The steps of a trial, each after those it needs.
    public let stages: [Stage]
    /// What is set up around each run.
    public let environment: RunEnvironment
    /// The path of the expected table, resolved; nil when there is none.
    public let expect: String?
    /// What it may cost.
    public let budget: Budget
    /// Every file that was read for it, sorted.
    public let files: [String]

    let space: Space
    let resources: [StageResources]
}
