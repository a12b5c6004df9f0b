/// Why something could not be imported.
public enum ImportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no such file or folder.
    case notFound(path: String)
    /// Nothing of the format lies there.
    case nothingThere(path: String, expected: String)
    /// A file is not what it should be.
    case malformed(path: String, offset: Int64?, reason: String)
    /// The columns of a table do not say what they hold.
    case columns(path: String, reason: String)
    /// A text cannot name a group of runs.
    case badGroup(String, reason: String)

    /// One line: what is wrong, where, and what to do.
    public var description: String {
        switch self {
        case .notFound(let path): "\(path): no such file or folder"
        case .nothingThere(let path, let expected): "\(path) holds \(expected)"
        case .malformed(let path, let offset, let reason):
            "\(path)\(offset.map { ": byte \($0)" } ?? ""): \(reason)"
        case .columns(let path, let reason): "\(path): \(reason)"
        case .badGroup(let name, let reason):
            "'\(name)' cannot name a group of runs: \(reason). Choose one with --group"
        }
    }
}
