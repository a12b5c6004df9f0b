public import Foundation
import Tracker

/// What a look at a cluster brought.
public struct LookReport: Sendable {
    /// How many runs were looked at.
    public var runs = 0
    /// Bytes of records and logs that arrived.
    public var bytes = 0
    /// Changes of state, as sentences: `tokens/3f2a/1: queued -> running (…)`.
    public var transitions: [String] = []
    /// Attempts that Slurm made by starting jobs again.
    public var restarts = 0
    /// When Slurm was last asked for all jobs; nil for never.
    public var askedSlurmAt: Date?
    /// What could not be done, in sentences.
    public var problems: [String] = []

    /// Nothing was looked at.
    public init() {}
}
