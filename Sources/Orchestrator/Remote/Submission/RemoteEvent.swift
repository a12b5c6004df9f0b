public import Slurm

/// What a submission to a cluster tells whoever watches it; it prints nothing itself.
public enum RemoteEvent: Sendable {
    /// The way in that was chosen, and why.
    case connected(host: String, kind: Transport.Kind, reason: String)
    /// What was found before anything was sent.
    case surveyed(RemoteSummary)
    /// Files were sent.
    case staged(files: Int, bytes: Int, unchanged: Int)
    /// More memory is to be asked for after a run ran out of it, and nobody knows how much was asked for before.
    case memoryUnknown(stage: String)
    /// Slurm has a job.
    case submitted(job: Int, runs: Int, tasks: Int, request: String)
    /// Slurm would not take a job now.
    case postponed(runs: Int, reason: String)
    /// Nobody knows whether Slurm took a job; it is being looked for.
    case uncertain(name: String, reason: String)
    /// Runs were ended early, because others do better.
    case stoppedEarly(runs: Int)
    /// The cluster cannot be reached for now.
    case unreachable(reason: String)
    /// As many jobs are queued as may be.
    case full(queued: Int, waiting: Int)
}

/// What a submission to a cluster came to, in runs.
public struct RemoteSummary: Equatable, Sendable {
    /// With a result, wherever that is.
    public var finished = 0
    /// On their way before this submission.
    public var inFlight = 0
    /// On their way somewhere else.
    public var elsewhere = 0
    /// Ended early on purpose.
    public var stopped = 0
    /// Ended without a result after this submission had handed them over.
    public var failed = 0
    /// To be handed over when the submission began.
    public var open = 0
    /// Handed over by this submission.
    public var submitted = 0
    /// Not handed over, because something that they need is not on its way on this cluster.
    public var waiting = 0
    /// Not handed over, because as many jobs are queued as may be, or because Slurm takes none now.
    public var postponed = 0
    /// Handed over, and nobody knows whether Slurm has them.
    public var uncertain = 0
    /// The jobs that were made.
    public var jobs: [Int] = []

    /// Nothing at all.
    public init() {}
}
