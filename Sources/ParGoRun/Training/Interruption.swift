/// What somebody outside asks of a running training, looked at after each step.
public enum Interruption: Sendable {
    /// Write a checkpoint and go on.
    case checkpoint
    /// Write a checkpoint and stop.
    case stop
}

/// Training that stopped because it was asked to, with a checkpoint to go on from.
public struct TrainingStopped: Error, CustomStringConvertible {
    /// Steps that are done; nil before the first one began.
    public let step: Int?

    /// One line: what happened and how to go on.
    public var description: String {
        guard let step else { return "stopped before the first step; what was made for the cache is kept" }
        return "stopped at step \(step) with a checkpoint; go on with --resume"
    }
}
