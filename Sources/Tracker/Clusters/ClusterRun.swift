public import Foundation
public import RunLog

/// An attempt on a cluster: what the store knows of it and of the batch job that it belongs to.
public struct ClusterRun: Sendable, Identifiable {
    /// Its row in the store.
    public let id: Int64
    /// The key of what is run.
    public let key: String
    /// Which try this is, from 1.
    public let attempt: Int
    /// The stage's name.
    public let stage: String
    /// The run directory, relative to the lab and to the cluster's root alike.
    public let directory: String
    /// What is known of it.
    public let state: RunState
    /// What was seen that led to `state`.
    public let evidence: String
    /// Where it was seen.
    public let source: EvidenceSource
    /// When `state` began, as far as the store knows: its latest event.
    public let since: Date
    /// The batch job that it was handed over in.
    public let submission: SubmissionRecord
    /// The number of its task; nil for a job that is no array.
    public let task: Int?
    /// What Slurm said last.
    public let facts: SlurmFacts

    /// An attempt on a cluster.
    public init(
        id: Int64,
        key: String,
        attempt: Int,
        stage: String,
        directory: String,
        state: RunState,
        evidence: String,
        source: EvidenceSource,
        since: Date,
        submission: SubmissionRecord,
        task: Int?,
        facts: SlurmFacts = SlurmFacts()
    ) {
        self.id = id
        self.key = key
        self.attempt = attempt
        self.stage = stage
        self.directory = directory
        self.state = state
        self.evidence = evidence
        self.source = source
        self.since = since
        self.submission = submission
        self.task = task
        self.facts = facts
    }
}
