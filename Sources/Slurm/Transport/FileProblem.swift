/// Why the far side refused to read or write a file.
public struct FileProblem: Hashable, Sendable, CustomStringConvertible {
    /// The usual causes.
    public enum Cause: String, Sendable {
        case missing, permission, diskFull, quota, readOnly, notAFolder, other
    }

    /// The cause.
    public let cause: Cause
    /// The far side's own words, on one line.
    public let message: String

    /// Reads the words of a command such as `cat` in the C locale.
    public init(_ text: String) {
        message = text.split(whereSeparator: \.isNewline).joined(separator: "; ")
        let phrases: [(String, Cause)] = [
            ("No space left", .diskFull), ("quota exceeded", .quota), ("Read-only file system", .readOnly),
            ("Permission denied", .permission), ("Operation not permitted", .permission),
            ("No such file", .missing), ("onexistent", .missing), ("Not a directory", .notAFolder),
            ("not found", .missing),
        ]
        cause = phrases.first { text.contains($0.0) }?.1 ?? .other
    }

    /// The far side's words and what to do.
    public var description: String { (message.isEmpty ? "no reason was given" : message) + advice }

    private var advice: String {
        switch cause {
        case .diskFull:
            ". The disk is full there: free some space (`df -h`), then run the same command again: it goes on"
        case .quota: ". Your quota there is used up (`quota -s`): free some space, then run the same command again"
        case .readOnly, .permission: ". Choose a `root` for the cluster that you may write to, such as a scratch folder"
        case .missing, .notAFolder: ". Check `root` in the cluster's profile"
        case .other: ""
        }
    }
}
