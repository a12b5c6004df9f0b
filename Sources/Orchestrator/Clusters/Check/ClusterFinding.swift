public import Sweep

/// One thing that was looked at on a cluster, and how it is.
public struct ClusterFinding: Hashable, Sendable {
    /// How it is.
    public enum Level: String, Hashable, Sendable, CaseIterable {
        /// As it should be.
        case good
        /// Worth knowing; nothing fails of it.
        case note
        /// Something will fail of it.
        case problem
    }

    /// What was looked at, such as `login` or `partition`.
    public let subject: String
    /// How it is.
    public let level: Level
    /// What was found, in words.
    public let text: String
    /// What to do about it, as sentences; nil where there is nothing to do.
    public let advice: String?
    /// The line of the profile that it is about.
    public let location: SourceLocation?
    /// What was probably meant there.
    public let suggestion: String?

    /// Something that is as it should be.
    public init(_ subject: String, _ text: String) {
        self.init(subject, .good, text)
    }

    /// Something found.
    public init(
        _ subject: String,
        _ level: Level,
        _ text: String,
        advice: String? = nil,
        at location: SourceLocation? = nil,
        suggestion: String? = nil
    ) {
        self.subject = subject
        self.level = level
        self.text = text
        self.advice = advice
        self.location = location
        self.suggestion = suggestion
    }
}
