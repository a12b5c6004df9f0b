/// The bootstrap: what a statistic would have been on other samples like the one at hand.
public struct Bootstrap: Hashable, Sendable {
    /// How an interval is read off the resamples.
    public enum Method: String, CaseIterable, Hashable, Sendable {
        /// The quantiles of the resamples' values.
        case percentile
        /// The same, corrected for bias and for a spread that changes with the value (Efron, 1987).
        case accelerated = "BCa"
    }

    /// The statistic of the sample itself.
    public let estimate: Double
    /// Its value on each resample.
    public let distribution: [Double]
    /// Its value on the sample without each one of the values.
    public let leaveOneOut: [Double]

    /// Resamples a list of values with replacement; the same stream gives the same resamples.
    public init(
        _ values: [Double],
        resamples: Int,
        stream: RandomStream,
        statistic: ([Double]) -> Double
    ) {
        var stream = stream
        var drawn = values
        estimate = statistic(values)
        distribution = (0..<resamples)
            .map { _ in
                for index in drawn.indices { drawn[index] = values[stream.index(below: values.count)] }
                return statistic(drawn)
            }
        leaveOneOut = values.indices.map { index in statistic(Array(values[..<index] + values[(index + 1)...])) }
    }

    /// A bootstrap whose resamples were drawn elsewhere.
    public init(estimate: Double, distribution: [Double], leaveOneOut: [Double]) {
        self.estimate = estimate
        self.distribution = distribution
        self.leaveOneOut = leaveOneOut
    }

    /// The interval that covers the truth with about that confidence; nil where all resamples agree, or nothing was drawn.
    public func interval(confidence: Double, method: Method = .accelerated) -> ClosedRange<Double>? {
        guard let least = distribution.min(), let most = distribution.max(), least < most else { return nil }
        let tail = (1 - confidence) / 2
        var shares = (low: tail, high: 1 - tail)
        if method == .accelerated { shares = corrected(shares) }
        let (low, high) = (distribution.quantile(shares.low), distribution.quantile(shares.high))
        return low <= high ? low...high : nil
    }

    private func corrected(_ shares: (low: Double, high: Double)) -> (low: Double, high: Double) {
        let below = distribution.count { $0 < estimate } + distribution.count { $0 <= estimate }
        let bias = StandardNormal.quantile(Double(below) / Double(2 * distribution.count))
        // An estimate beyond every resample has no finite correction.
        guard bias.isFinite else { return shares }
        let acceleration = acceleration
        let share = { (share: Double) in
            let shifted = bias + StandardNormal.quantile(share)
            return StandardNormal.probability(below: bias + shifted / (1 - acceleration * shifted))
        }
        return (share(shares.low), share(shares.high))
    }

    private var acceleration: Double {
        let centre = leaveOneOut.mean
        let squares = leaveOneOut.reduce(0) { $0 + (centre - $1) * (centre - $1) }
        let cubes = leaveOneOut.reduce(0) { $0 + (centre - $1) * (centre - $1) * (centre - $1) }
        return squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : 0
    }
}
