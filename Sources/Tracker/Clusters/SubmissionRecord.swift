public import Foundation

/// One batch job that was handed, or is to be handed, to a cluster: a single run, several in one allocation, or an array.
public struct SubmissionRecord: Hashable, Sendable, Identifiable {
    /// How far the handing over is known to have got.
    public enum State: String, CaseIterable, Sendable {
        /// Recorded here; whether anything was sent is not known.
        case intended
        /// It was sent and nobody knows whether Slurm took it.
        case unknown
        /// Slurm has, or had, the job.
        case submitted
        /// Slurm said no: there is no job.
        case refused
        /// It was looked for wherever it could be, and is nowhere: its runs may be handed over again.
        case absent
    }

    /// Its row in the store.
    public let id: Int64
    /// What the job carries in its comment, and its folder on the cluster is named after.
    public let token: String
    /// The cluster.
    public let cluster: String
    /// The sweep's name.
    public let sweep: String
    /// The job's name over there.
    public let name: String
    /// How far it is known to have got.
    public let state: State
    /// The job's number; nil until it is known.
    public let job: Int?
    /// What was seen that led to `state`, in a sentence.
    public let evidence: String
    /// When it was decided.
    public let createdAt: Date
    /// When `sbatch` may last have been asked: nothing is concluded from a job's absence too soon after it.
    public let sentAt: Date?

    /// A batch job as the store holds it.
    public init(
        id: Int64,
        token: String,
        cluster: String,
        sweep: String,
        name: String,
        state: State,
        job: Int?,
        evidence: String,
        createdAt: Date,
        sentAt: Date?
    ) {
        self.id = id
        self.token = token
        self.cluster = cluster
        self.sweep = sweep
        self.name = name
        self.state = state
        self.job = job
        self.evidence = evidence
        self.createdAt = createdAt
        self.sentAt = sentAt
    }
}
