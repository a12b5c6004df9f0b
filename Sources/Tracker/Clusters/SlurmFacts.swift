public import Foundation

/// What Slurm said of the job, or the task of an array, that ran an attempt; nil where it did not say.
public struct SlurmFacts: Hashable, Sendable {
    /// The job as users write it, such as `19` or `19_7`.
    public var job: String?
    /// Slurm's word for its state when it was last seen.
    public var state: String?
    /// Why it waits or ended, in Slurm's words.
    public var reason: String?
    /// The partition.
    public var partition: String?
    /// The nodes, such as `a100-[01-02]`.
    public var nodes: String?
    /// When it was submitted.
    public var submittedAt: Date?
    /// When it started.
    public var startedAt: Date?
    /// When it ended.
    public var endedAt: Date?
    /// Exit code and signal, such as `0:9`.
    public var exit: String?
    /// The most memory that it used, in bytes.
    public var maxMemory: Int?
    /// When Slurm was asked.
    public var seenAt: Date?
    /// The GPUs on all its nodes, as Slurm keeps account of them.
    public var allocatedGPUs: Int?
    /// The GPUs on all its nodes that it asked for; noted when it was handed over.
    public var askedGPUs: Int?
    /// How many runs share its allocation.
    public var sharing: Int?

    /// Nothing known.
    public init() {}

    /// The run's share of the GPUs: of those that Slurm gave the job, else of those that it asked for.
    public var gpus: Double? {
        (allocatedGPUs ?? askedGPUs).map { Double($0) / Double(max(1, sharing ?? 1)) }
    }

    /// Seconds that it waited in the queue; nil when it has not started.
    public var queueSeconds: Double? {
        guard let submittedAt, let startedAt else { return nil }
        return max(0, startedAt.timeIntervalSince(submittedAt))
    }

    /// Seconds that it ran; nil when it has not ended.
    public var elapsedSeconds: Double? {
        guard let startedAt, let endedAt else { return nil }
        return max(0, endedAt.timeIntervalSince(startedAt))
    }

    /// These facts, with what they leave open taken from earlier ones.
    public func filled(from earlier: SlurmFacts) -> SlurmFacts {
        var facts = self
        facts.job = job ?? earlier.job
        facts.state = state ?? earlier.state
        facts.reason = state == nil ? earlier.reason : reason
        facts.partition = partition ?? earlier.partition
        facts.nodes = nodes ?? earlier.nodes
        facts.submittedAt = submittedAt ?? earlier.submittedAt
        facts.startedAt = startedAt ?? earlier.startedAt
        facts.endedAt = endedAt ?? earlier.endedAt
        facts.exit = exit ?? earlier.exit
        facts.maxMemory = maxMemory ?? earlier.maxMemory
        facts.seenAt = seenAt ?? earlier.seenAt
        facts.allocatedGPUs = allocatedGPUs ?? earlier.allocatedGPUs
        facts.askedGPUs = askedGPUs ?? earlier.askedGPUs
        facts.sharing = sharing ?? earlier.sharing
        return facts
    }
}
