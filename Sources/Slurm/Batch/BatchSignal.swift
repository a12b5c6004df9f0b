/// A signal that Slurm sends some time before the time limit, so that a job can save what it has.
///
/// Slurm may send it up to 60 s early; 26 s early was seen.
public struct BatchSignal: Hashable, Sendable, CustomStringConvertible {
    /// The signals that programs use for this.
    public enum Name: String, Sendable {
        /// SIGUSR1.
        case user1 = "USR1"
        /// SIGUSR2.
        case user2 = "USR2"
        /// SIGTERM.
        case terminate = "TERM"
        /// SIGINT.
        case interrupt = "INT"
    }

    /// Which signal.
    public let name: Name
    /// How many seconds before the limit.
    public let secondsBefore: Int
    /// Whether the batch script's shell alone gets it; else the steps do, and the shell does not.
    public let toShellOnly: Bool

    /// A signal some seconds before the limit.
    public init(_ name: Name = .user1, secondsBefore: Int, toShellOnly: Bool = true) {
        self.name = name
        self.secondsBefore = max(0, secondsBefore)
        self.toShellOnly = toShellOnly
    }

    /// `B:USR1@300`.
    public var description: String { "\(toShellOnly ? "B:" : "")\(name.rawValue)@\(secondsBefore)" }
}
