import Glibc

/// A file operation that the system refused.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried.
    public enum Operation: String, Sendable {
        /// Opening for reading.
        case read
        /// Opening for writing, or writing.
        case write
        /// Forcing to disk.
        case sync
        /// Putting a written file in its place.
        case rename
        /// Making a folder.
        case makeFolder = "make the folder"
        /// Listing a folder.
        case list
    }

    /// What was tried.
    public let operation: Operation
    /// On which path.
    public let path: String
    /// The system's `errno`.
    public let code: Int32

    /// An operation on a path that ended with an `errno`.
    public init(_ operation: Operation, _ path: String, code: Int32) {
        self.operation = operation
        self.path = path
        self.code = code
    }

    /// Whether the disk or a quota is full.
    public var isOutOfSpace: Bool { code == ENOSPC || code == EDQUOT }

    /// One line: what failed, where, why, and for the usual causes what to do.
    public var description: String {
        "cannot \(operation.rawValue) \(path): \(reason)\(advice)"
    }

    private var reason: String {
        switch code {
        case ELOOP: "it is a link, and files of a run are read only where they lie"
        case ESPIPE: "it is no ordinary file"
        case EFBIG where operation == .read: "it is larger than any record is"
        default: String(cString: strerror(code))
        }
    }

    private var advice: String {
        switch code {
        case ENOSPC: ". Free some space (`df -h \(path)` shows how much is left), then go on: nothing written is lost"
        case EDQUOT:
            ". Your quota is used up (`quota -s` shows it): free some space, then go on: nothing written is lost"
        case EACCES, EPERM: ". `ls -ld \(path)` shows who may"
        case EROFS: ". Choose a folder that can be written"
        default: ""
        }
    }
}
