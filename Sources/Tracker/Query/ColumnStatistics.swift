import Statistics

/// What a number comes to over several runs.
public struct ColumnStatistics: Hashable, Sendable {
    /// Over how many.
    public let count: Int
    /// The arithmetic mean.
    public let mean: Double
    /// The sample's standard deviation, which divides by `count` − 1; nil for one value.
    public let standardDeviation: Double?
    /// The smallest.
    public let min: Double
    /// The largest.
    public let max: Double
    /// The smallest or the largest, whichever is the goal.
    public let best: Double

    /// The statistics of some values; nil for none.
    ///
    /// A NaN among them makes mean and deviation NaN; the extremes leave it out.
    init?(_ values: [Double], goal: MetricGoal) {
        guard !values.isEmpty else { return nil }
        count = values.count
        mean = values.mean
        standardDeviation = values.count > 1 ? values.standardDeviation : nil
        let numbers = values.filter { !$0.isNaN }
        min = numbers.min() ?? .nan
        max = numbers.max() ?? .nan
        best = goal == .min ? min : max
    }
}
