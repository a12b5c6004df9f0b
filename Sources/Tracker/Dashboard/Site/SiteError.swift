/// Why a site could not be written.
public enum SiteError: Error, Equatable, CustomStringConvertible {
    /// The folder has a file of that name which no earlier build wrote.
    case notOurs(path: String)
    /// A file could not be read.
    case cannotRead(path: String, reason: String)
    /// A file or folder could not be written or removed.
    case cannotWrite(path: String, reason: String)

    /// What happened, why it matters, and what to do.
    public var description: String {
        switch self {
        case .notOurs(let path):
            "\(path) exists and was not written by an earlier build of the dashboard, so it is left alone. "
                + "Choose an empty folder, or move that file away."
        case .cannotRead(let path, let reason):
            "Cannot read \(path): \(reason). The dashboard was not changed."
        case .cannotWrite(let path, let reason):
            "Cannot write \(path): \(reason). The dashboard may be half old, half new: build it again."
        }
    }
}
