/// What a submission tells whoever watches it; it prints nothing itself.
public enum SubmissionEvent: Sendable {
    /// What was found before anything was started.
    case surveyed(finished: Int, alive: Int, ended: Int, new: Int)
    /// An attempt was started, or one that an earlier submission had started was found alive.
    case started(title: String, attempt: Int, adopted: Bool)
    /// An attempt ended; the last lines of its log come with a failure.
    case ended(title: String, outcome: RunOutcome, seconds: Double, logTail: [String])
    /// How far everything is, in jobs; parts of running ones count.
    case progress(done: Double, total: Int, running: Int)
    /// Somebody asked for the end, and the running attempts are being told.
    case stopping(running: Int)
}

/// How an attempt ended, for the submission's purposes.
public enum RunOutcome: Equatable, Sendable {
    /// With exit code 0.
    case finished
    /// Otherwise; what was seen, in a sentence.
    case failed(evidence: String)
    /// Because somebody asked for it.
    case cancelled
    /// Because it would not have been the best; the reason, in a sentence.
    case stoppedEarly(evidence: String)
}

/// What a submission came to.
public struct SubmissionSummary: Equatable, Sendable {
    /// Jobs with a result, earlier ones among them.
    public var finished = 0
    /// Jobs whose result was there before.
    public var finishedBefore = 0
    /// Jobs that ended without a result.
    public var failed = 0
    /// Jobs that could not start because one that they need has no result.
    public var blocked = 0
    /// Jobs that were ended early because others do better, and those that would have needed their results.
    public var stoppedEarly = 0
    /// Jobs that were stopped or never started because somebody asked for the end.
    public var stopped = 0
    /// Whether somebody asked for the end.
    public var wasInterrupted = false
}
