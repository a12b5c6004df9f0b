import RunLog
import Slurm
public import Tracker

/// Why an attempt ended without a result, where that is no fault of what was run.
public enum RetryCause: String, Sendable {
    /// It wanted more memory than it had asked for.
    case outOfMemory
    /// It was not done when its time was up.
    case timeout
    /// A node failed, or the job had to make room, or was cancelled by the system before it began.
    case system

    /// The cause of an attempt's end; nil when it may be the program's own, or when it has a result.
    public init?(_ run: ClusterRun) {
        guard run.state.isFinal, run.state != .finished, let word = run.facts.state else { return nil }
        switch SlurmState(word) {
        case .outOfMemory: self = .outOfMemory
        case .timeout, .deadline: self = .timeout
        case .nodeFail, .preempted, .bootFail, .launchFailed: self = .system
        default: return nil
        }
    }
}
