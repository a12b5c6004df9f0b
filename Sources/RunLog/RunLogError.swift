/// Why a run directory cannot be used as asked.
public enum RunLogError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A file is not the JSON that its format asks for.
    case notJSON(path: String, JSONError)
    /// A record lacks a key or holds another type there.
    case badRecord(path: String, key: String, expected: String)
    /// A record was written by a later version of the format.
    case newerVersion(path: String, version: Int64)
    /// The folder of this attempt is there already.
    case attemptExists(path: String)
    /// Another process holds the claim.
    case alreadyClaimed(path: String, by: String)
    /// A sweep, key or artifact name that cannot be a file name.
    case invalidName(String, reason: String)
    /// A metric name that the format does not allow.
    case invalidMetricName(String, reason: String)
    /// A step below zero or beyond 2^53 - 1.
    case invalidStep(Int64)
    /// The run was finished; nothing can be added.
    case alreadyFinished(path: String)

    /// One line: what happened, where, and what to do.
    public var description: String {
        switch self {
        case .notJSON(let path, let error): "\(path): \(error)"
        case .badRecord(let path, let key, let expected): "\(path): '\(key)' must be \(expected)"
        case .newerVersion(let path, let version):
            "\(path): written in version \(version) of the run-directory format; this program knows version "
                + "\(RunDirectory.formatVersion). Use a newer program"
        case .attemptExists(let path): "\(path): this attempt's folder exists already. Take the next attempt number"
        case .alreadyClaimed(let path, let holder):
            "\(path): this run directory is claimed by \(holder). Start in a new folder"
        case .invalidName(let name, let reason): "'\(name)' cannot be a file name: \(reason)"
        case .invalidMetricName(let name, let reason): "'\(name)' cannot name a metric: \(reason)"
        case .invalidStep(let step): "step \(step) is outside 0 … 2^53 - 1"
        case .alreadyFinished(let path): "\(path): this run is finished; nothing can be added to it"
        }
    }
}
