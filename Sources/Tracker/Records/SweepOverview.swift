public import Foundation
public import RunLog

/// A sweep and what its runs came to.
public struct SweepOverview: Hashable, Sendable {
    /// The sweep as it was registered.
    public let sweep: SweepRecord
    /// How many trials the present specification names.
    public let trials: Int
    /// How many runs are in each state.
    public let runs: [RunState: Int]
    /// When a run of it was last started or ended.
    public let lastActivity: Date?

    /// A sweep with its counts.
    public init(sweep: SweepRecord, trials: Int, runs: [RunState: Int], lastActivity: Date?) {
        self.sweep = sweep
        self.trials = trials
        self.runs = runs
        self.lastActivity = lastActivity
    }
}
