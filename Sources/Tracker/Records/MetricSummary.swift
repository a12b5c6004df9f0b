/// What a run's metric came to, kept up to date at ingest so that listing never reads points.
public struct MetricSummary: Hashable, Sendable {
    /// The value at the highest step; NaN and infinities are kept.
    public let last: Double
    /// The step of `last`.
    public let lastStep: Int64
    /// The smallest value that is not NaN; nil when there was none.
    public let min: Double?
    /// The largest value that is not NaN; nil when there was none.
    public let max: Double?
    /// The first step at which `min` stood.
    public let minStep: Int64?
    /// The first step at which `max` stood.
    public let maxStep: Int64?
    /// How many steps have a point; a step that was logged again counts once.
    public let count: Int
    /// Whether less or more is better.
    public let goal: MetricGoal

    /// A summary with its parts.
    public init(
        last: Double,
        lastStep: Int64,
        min: Double?,
        max: Double?,
        minStep: Int64?,
        maxStep: Int64?,
        count: Int,
        goal: MetricGoal = .max
    ) {
        self.last = last
        self.lastStep = lastStep
        self.min = min
        self.max = max
        self.minStep = minStep
        self.maxStep = maxStep
        self.count = count
        self.goal = goal
    }

    /// `min` or `max`, whichever is the goal.
    public var best: Double? { goal == .min ? min : max }
    /// The first step at which `best` stood.
    public var bestStep: Int64? { goal == .min ? minStep : maxStep }
}
