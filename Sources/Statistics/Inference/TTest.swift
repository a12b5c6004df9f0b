/// Student's t test of a mean, of a mean difference of pairs, or (Welch's) of the difference of two means.
public struct TTest: Hashable, Sendable {
    /// The mean, or the difference of means.
    public let estimate: Double
    /// The estimate's standard error.
    public let standardError: Double
    /// Degrees of freedom; not whole in Welch's test.
    public let degrees: Double

    /// The test of a sample's mean; nil of fewer than two values.
    public init?(sample: [Double]) {
        guard sample.count > 1 else { return nil }
        estimate = sample.mean
        standardError = sample.standardDeviation / Double(sample.count).squareRoot()
        degrees = Double(sample.count - 1)
    }

    /// The test of the mean of first − second over pairs; nil of fewer than two.
    ///
    /// - Precondition: Both have one length.
    public init?(paired first: [Double], _ second: [Double]) {
        precondition(first.count == second.count, "\(first.count) values cannot be paired with \(second.count)")
        self.init(sample: zip(first, second).map { $0 - $1 })
    }

    /// Welch's test of mean(first) − mean(second) of two independent samples whose variances may differ; nil when either
    /// has fewer than two values.
    public init?(welch first: [Double], _ second: [Double]) {
        guard first.count > 1, second.count > 1 else { return nil }
        estimate = first.mean - second.mean
        let parts = [first, second]
            .map { sample in
                let deviation = sample.standardDeviation
                return deviation * deviation / Double(sample.count)
            }
        let variance = parts[0] + parts[1]
        standardError = variance.squareRoot()
        // Welch and Satterthwaite's degrees of freedom.
        let spread = parts[0] * parts[0] / Double(first.count - 1) + parts[1] * parts[1] / Double(second.count - 1)
        degrees = variance > 0 ? variance * variance / spread : Double(first.count + second.count - 2)
    }

    /// A test of parts that were found in another way.
    public init(estimate: Double, standardError: Double, degrees: Double) {
        self.estimate = estimate
        self.standardError = standardError
        self.degrees = degrees
    }

    /// How many standard errors the estimate lies above the null value; infinite, or NaN, where there is no spread.
    public func statistic(null: Double = 0) -> Double {
        (estimate - null) / standardError
    }

    /// The p-value: how probable an estimate as far from the null value is if that is the truth.
    public func probability(_ alternative: Alternative, null: Double = 0) -> Double {
        let t = statistic(null: null)
        let distribution = StudentT(degrees: degrees)
        return alternative.probability(
            above: distribution.probability(above: t),
            below: distribution.probability(below: t)
        )
    }

    /// The p-value of equivalence: that the truth lies within ±margin (two one-sided tests, Schuirmann 1987).
    public func equivalence(within margin: Double) -> Double {
        max(probability(.greater, null: -margin), probability(.less, null: margin))
    }

    /// The interval that covers the truth with that confidence, such as 0.95.
    public func interval(confidence: Double) -> ClosedRange<Double> {
        let reach = StudentT(degrees: degrees).quantile((1 + confidence) / 2) * standardError
        return (estimate - reach)...(estimate + reach)
    }
}
