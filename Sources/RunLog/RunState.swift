/// What is known of an attempt to run a trial.
///
/// A state is never guessed from silence: each change stores its evidence.
public enum RunState: String, CaseIterable, Codable, Sendable {
    /// Recorded in the store; nothing was started yet.
    case created
    /// Being handed to a cluster; whether it arrived is not known yet.
    case submitting
    /// The cluster has it and has not started it.
    case queued
    /// Its process was seen alive, or its heartbeat is fresh.
    case running
    /// It ended with exit code 0.
    case finished
    /// It ended with another exit code, or by a signal that it or its cluster sent.
    case failed
    /// Somebody asked for its end.
    case cancelled
    /// Its process is gone and left no exit record.
    case crashed
    /// Nothing has been heard of it for longer than the deadline.
    case lost

    /// Whether nothing more is expected to happen.
    ///
    /// A late result of a `crashed` or `lost` run is still accepted.
    public var isFinal: Bool {
        switch self {
        case .created, .submitting, .queued, .running: false
        case .finished, .failed, .cancelled, .crashed, .lost: true
        }
    }
}
