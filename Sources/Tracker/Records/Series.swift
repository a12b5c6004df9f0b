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

extension Series {
    /// The attempts of one run as one series: from a later attempt's first step on, its points stand alone.
    ///
    /// What an earlier attempt logged beyond that step belongs to a branch that was given up; the attempt's own series
    /// still has it.
    ///
    /// The attempts come in order.
    public static func joined(_ attempts: [Series]) -> Series {
        var kept: [(series: Series, count: Int)] = []
        var limit = Int64.max
        for series in attempts.reversed() where !series.steps.isEmpty {
            let count = series.steps.prefix { $0 < limit }.count
            kept.append((series, count))
            limit = min(limit, series.steps[0])
        }
        kept.reverse()
        return Series(
            steps: kept.flatMap { $0.series.steps[..<$0.count] },
            times: kept.flatMap { $0.series.times[..<$0.count] },
            values: kept.flatMap { $0.series.values[..<$0.count] }
        )
    }
}
