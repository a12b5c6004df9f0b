/// What a staging did.
public struct StagingReport: Hashable, Sendable {
    /// Files that were there already.
    public var unchanged = 0
    /// Files that were sent.
    public var sent = 0
    /// Files of which a broken upload's part was there, and only the rest was sent.
    public var resumed = 0
    /// Bytes that were sent.
    public var bytes = 0
    /// Where each file lies now: from its path here to its path there.
    public var paths: [String: String] = [:]
}
