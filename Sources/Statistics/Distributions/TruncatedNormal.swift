/// A normal distribution cut to an interval.
public struct TruncatedNormal: Sendable {
    /// Of the distribution before it is cut.
    public let mean: Double
    /// Of the distribution before it is cut.
    public let deviation: Double
    /// Values outside have density 0.
    public let bounds: ClosedRange<Double>

    /// The probability below each bound, or above it where both bounds lie above the mean: tails keep their accuracy.
    private let below: (low: Double, high: Double)
    private let mirrored: Bool
    private let logScale: Double

    /// The normal distribution of that mean and deviation, cut to the bounds.
    ///
    /// The deviation is positive. Bounds that all lie further than 37 deviations from the mean leave no probability
    /// that a `Double` can hold; all of it is then put on the nearer bound.
    public init(mean: Double, deviation: Double, bounds: ClosedRange<Double>) {
        precondition(deviation > 0, "A deviation of \(deviation) is not positive")
        self.mean = mean
        self.deviation = deviation
        self.bounds = bounds
        mirrored = bounds.lowerBound > mean
        let low = (bounds.lowerBound - mean) / deviation
        let high = (bounds.upperBound - mean) / deviation
        below = (
            StandardNormal.probability(below: mirrored ? -high : low),
            StandardNormal.probability(below: mirrored ? -low : high)
        )
        logScale = PortableMath.log(deviation * (below.high - below.low))
    }

    /// The value with that share of the probability below it: a draw, where the share is a uniform number.
    public func quantile(_ share: Double) -> Double {
        guard below.high > below.low else { return mirrored ? bounds.lowerBound : bounds.upperBound }
        let probability = below.low + (below.high - below.low) * (mirrored ? 1 - share : share)
        let z = StandardNormal.quantile(probability)
        let value = mean + deviation * (mirrored ? -z : z)
        return min(max(value, bounds.lowerBound), bounds.upperBound)
    }

    /// The logarithm of the density; -infinity outside the bounds.
    public func logDensity(_ value: Double) -> Double {
        guard bounds.contains(value) else { return -.infinity }
        return StandardNormal.logDensity((value - mean) / deviation) - logScale
    }

    /// The probability of a value inside a part of the bounds.
    public func probability(of part: ClosedRange<Double>) -> Double {
        guard below.high > below.low else { return part.contains(quantile(0)) ? 1 : 0 }
        let inner = part.clamped(to: bounds)
        let low = (inner.lowerBound - mean) / deviation
        let high = (inner.upperBound - mean) / deviation
        let mass =
            StandardNormal.probability(below: mirrored ? -low : high)
            - StandardNormal.probability(below: mirrored ? -high : low)
        return mass / (below.high - below.low)
    }
}
