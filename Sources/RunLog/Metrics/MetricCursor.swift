/// How far a metric log has been read: all that must be remembered to go on later.
public struct MetricCursor: Hashable, Sendable {
    /// The first byte not taken in yet; a line begins here unless one is being skipped.
    public var offset: Int64
    /// Whether the bytes at `offset` still belong to a line that was refused for its length.
    public var isSkipping: Bool

    /// The start of a log.
    public static let start = MetricCursor(offset: 0, isSkipping: false)

    /// A place in a log, as it was remembered.
    public init(offset: Int64, isSkipping: Bool) {
        self.offset = offset
        self.isSkipping = isSkipping
    }
}
