public import RunLog
public import Tracker

/// What follows from a look for one run.
public struct Verdict: Hashable, Sendable {
    /// What should be asked of Slurm to know more.
    public enum Question: String, Hashable, Sendable {
        /// `squeue`, for all jobs at once.
        case queue
        /// `sacct`, for the jobs that `squeue` does not know.
        case accounts
    }

    /// The state.
    public var state: RunState
    /// What was seen, in a sentence; always the same for the same sighting, so that nothing is noted twice.
    public var evidence: String
    /// Where it was seen.
    public var source: EvidenceSource
    /// When the state began, in seconds since 1970.
    public var at: Double
    /// What would tell more; nil when enough is known.
    public var asks: Question?

    /// A state and how it is known.
    public init(
        _ state: RunState,
        _ evidence: String,
        _ source: EvidenceSource,
        at: Double,
        asks: Question? = nil
    ) {
        self.state = state
        self.evidence = evidence
        self.source = source
        self.at = at
        self.asks = asks
    }
}
