/// A command or a file that did not get through to a machine, with what to do about it.
public struct TransportError: Error, Hashable, Sendable {
    /// What was being done.
    public enum Operation: Hashable, Sendable {
        case readConfiguration(String)
        case connect
        case handshake
        case verifyHostKey
        case authenticate
        case tunnel(to: String)
        case openChannel
        /// A command was sent.
        case run
        case write(String)
        case read(String)
        case makeFolder(String)
        case rename(String)
    }

    /// Why it did not work.
    public enum Reason: Hashable, Sendable {
        /// No machine has that name.
        case unknownHost(String)
        /// Nobody answers at that address, or the connection was refused.
        case unreachable(String)
        /// It took longer than allowed.
        case timedOut(Duration)
        /// The connection broke.
        case connectionLost(String)
        /// The task that asked was cancelled.
        case cancelled
        /// The machine shows another key than before.
        case hostKeyChanged(HostKeyChange)
        /// The machine was never seen before.
        case hostKeyUnknown(HostKeySighting)
        /// `known_hosts` says that this key must not be trusted.
        case hostKeyRevoked(HostKeySighting)
        /// The two sides have no method in common.
        case noSharedMethods(SharedMethods)
        /// None of the keys was accepted.
        case noKeyAccepted(KeyReport)
        /// The login shell did not run the command; this is what it printed instead.
        case noReply(String)
        /// The command is too long for one request.
        case commandTooLong(bytes: Int)
        /// A file could not be read or written.
        case file(FileProblem)
        /// The program that makes the connection cannot be started, or failed; its own words.
        case program(String)
        /// A line of a configuration file; what is wrong with it.
        case configuration(String)
    }

    /// The machine, as the user knows it.
    public let host: String
    /// What was being done.
    public let operation: Operation
    /// Why it did not work.
    public let reason: Reason

    /// An operation on a host that failed for a reason.
    public init(_ host: String, _ operation: Operation, _ reason: Reason) {
        self.host = host
        self.operation = operation
        self.reason = reason
    }

    /// Whether a command was sent whose end was not seen: it may have had its effect, and may still be at it.
    public var mayHaveRun: Bool {
        guard operation == .run else { return false }
        switch reason {
        case .timedOut, .connectionLost, .cancelled, .noReply: return true
        default: return false
        }
    }

    /// Whether the same may work a little later.
    public var isTemporary: Bool {
        switch reason {
        case .unreachable, .timedOut, .connectionLost: true
        default: false
        }
    }

    /// Whether the user's own `ssh`, which knows more methods, keys and options than libssh2, may do better.
    ///
    /// Never after a host key that changed or was revoked: that is refused, whoever asks.
    public var suggestsOpenSSH: Bool {
        switch reason {
        case .noSharedMethods, .noKeyAccepted, .hostKeyUnknown, .configuration: true
        default: false
        }
    }
}
