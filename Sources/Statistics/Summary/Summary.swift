extension Collection<Double> {
    /// The arithmetic mean; NaN of nothing.
    public var mean: Double {
        reduce(0, +) / Double(count)
    }

    /// The sample's standard deviation, which divides by n − 1; NaN of fewer than two values.
    public var standardDeviation: Double {
        guard count > 1 else { return .nan }
        let centre = mean
        let squares = reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
        return (squares / Double(count - 1)).squareRoot()
    }

    /// The value below which that share lies, with linear interpolation between neighbours; NaN of nothing.
    ///
    /// The share is in 0...1. This is type 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996, the
    /// default of R and NumPy.
    public func quantile(_ share: Double) -> Double {
        precondition((0...1).contains(share), "A share of \(share) is outside 0...1")
        guard !isEmpty else { return .nan }
        let values = sorted()
        let place = share * Double(values.count - 1)
        let lower = Int(place)
        let rest = place - Double(lower)
        // Without the second guard, infinite neighbours would give infinity − infinity.
        guard rest > 0, values[lower] < values[lower + 1] else { return values[lower] }
        return values[lower] + rest * (values[lower + 1] - values[lower])
    }

    /// The middle value, or the mean of the two in the middle; NaN of nothing.
    public var median: Double {
        quantile(0.5)
    }
}
