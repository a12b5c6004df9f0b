/// The points of one metric of one run, in ascending order of step.
public struct Series: Hashable, Sendable {
    /// The training step of each point.
    public let steps: [Int64]
    /// The wall-clock time of each point, in seconds since 1970.
    public let times: [Double]
    /// The value of each point; NaN and infinities are kept.
    public let values: [Double]

    /// - Precondition: the three have one length.
    public init(steps: [Int64], times: [Double], values: [Double]) {
        precondition(steps.count == times.count && steps.count == values.count, "a point is a step, a time and a value")
        self.steps = steps
        self.times = times
        self.values = values
    }
}
