public import RunLog
public import Slurm
public import Tracker

/// All that was seen of one run in a look at its cluster.
public struct Sighting: Sendable {
    /// What the store has of it.
    public var run: ClusterRun
    /// The time here, in seconds since 1970.
    public var now: Double
    /// The cluster's time; nil when the cluster was not reached.
    public var farNow: Double?
    /// Who runs it, by its own record.
    public var claim: Claim?
    /// Its last sign of life, in the cluster's time.
    public var heartbeat: Double?
    /// How it ended, by its own record.
    public var exit: ExitRecord?
    /// The number of a later attempt of the same key that has been claimed; nil when there is none.
    public var laterAttempt: Int?
    /// What `squeue` said of its job.
    public var queue: SlurmAnswer<QueueEntry>
    /// What `sacct` said of its job.
    public var accounts: SlurmAnswer<AccountingEntry>
    /// Whether the cluster keeps accounts at all.
    public var keepsAccounts: Bool

    /// A run and nothing seen of it yet.
    public init(_ run: ClusterRun, now: Double) {
        self.run = run
        self.now = now
        farNow = nil
        queue = .notAsked
        accounts = .notAsked
        keepsAccounts = true
    }
}

/// How long what is waited for may take, in seconds.
public struct Patience: Hashable, Sendable {
    /// After the last sign of life, how long a run counts as running without a further look.
    public var heartbeat = Heartbeat.deadline
    /// After Slurm said that a job ended, how long its own record may still arrive.
    public var record: Double
    /// After a submission of which nobody knows, how long its job may still appear.
    public var settle: Double
    /// After the last that was heard of a job that Slurm does not know, how long until it counts as lost.
    public var lost: Double

    /// The patience that fits how often Slurm may be asked.
    public init(secondsBetweenPolls poll: Int) {
        let poll = Double(max(1, poll))
        record = max(10, poll / 2)
        settle = max(15, poll)
        lost = max(60, 10 * poll)
    }
}
