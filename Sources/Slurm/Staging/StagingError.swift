/// Files that could not be brought to the far side.
public enum StagingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A file here cannot be read.
    case unreadable(path: String, reason: String)
    /// The far side has other bytes than were sent, twice.
    case corrupted(path: String, host: String)
    /// A file changed here while it was sent.
    case changed(path: String)
    /// The far side has no program that computes a SHA-256.
    case noChecksum(host: String)
    /// A command or a file did not get through.
    case transport(TransportError)

    /// What happened and what to do.
    public var description: String {
        switch self {
        case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
        case .corrupted(let path, let host):
            "\(host): \(path) arrived with other bytes than were sent, twice. Is the disk there full or failing? `df -h` there shows it"
        case .changed(let path): "\(path) changed while it was sent. Run the same command again when it is complete"
        case .noChecksum(let host):
            "\(host): there is none of sha256sum, shasum and openssl, so files cannot be checked; install one of them"
        case .transport(let error): error.description
        }
    }
}
