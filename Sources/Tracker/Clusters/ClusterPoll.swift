public import Foundation

/// When a cluster's Slurm was last asked for all jobs, and what came of it.
public struct ClusterPoll: Hashable, Sendable {
    /// When it was asked last, whether or not it answered.
    public let askedAt: Date
    /// When it last answered; nil for never.
    public let answeredAt: Date?
    /// Why it did not answer the last time; nil when it did.
    public let problem: String?

    /// A question to Slurm.
    public init(askedAt: Date, answeredAt: Date?, problem: String?) {
        self.askedAt = askedAt
        self.answeredAt = answeredAt
        self.problem = problem
    }
}
