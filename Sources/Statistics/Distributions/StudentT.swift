/// Student's t distribution.
public struct StudentT: Hashable, Sendable {
    /// Degrees of freedom, above 0 and not necessarily whole.
    public let degrees: Double

    /// The distribution with these degrees of freedom.
    public init(degrees: Double) {
        precondition(degrees > 0, "\(degrees) degrees of freedom are not positive")
        self.degrees = degrees
    }

    /// The probability of a value above t; small ones keep their relative accuracy.
    public func probability(above t: Double) -> Double {
        guard !t.isNaN else { return t }
        guard t.isFinite else { return t > 0 ? 0 : 1 }
        let square = t * t
        let x = degrees / (degrees + square)
        let tail = 0.5 * SpecialFunctions.incompleteBeta(x, rest: square / (degrees + square), degrees / 2, 0.5)
        return t > 0 ? tail : 1 - tail
    }

    /// The probability of a value below t.
    public func probability(below t: Double) -> Double {
        probability(above: -t)
    }

    /// The value with that probability below it; ±infinity at 1 and 0.
    ///
    /// Newton's method within a bracket, which bisection narrows where a step would leave it.
    public func quantile(_ probability: Double) -> Double {
        guard probability > 0, probability < 1 else {
            return probability == 0 ? -.infinity : probability == 1 ? .infinity : .nan
        }
        guard probability != 0.5 else { return 0 }
        let tail = min(probability, 1 - probability)
        let value = upperQuantile(tail)
        return probability < 0.5 ? -value : value
    }

    /// The value with that probability, below ½, above it.
    private func upperQuantile(_ tail: Double) -> Double {
        var low = 0.0
        var high = max(1, -StandardNormal.quantile(tail))
        while self.probability(above: high) > tail, high < 1e300 { (low, high) = (high, high * 2) }
        var value = (low + high) / 2
        for _ in 0..<200 {
            let excess = self.probability(above: value) - tail
            if excess > 0 { low = value } else { high = value }
            let next = value + excess / density(value)
            let step = next > low && next < high ? next : (low + high) / 2
            if abs(step - value) <= 1e-15 * step { return step }
            value = step
        }
        return value
    }

    private func density(_ t: Double) -> Double {
        let half = (degrees + 1) / 2
        let front = SpecialFunctions.logGamma(half) - SpecialFunctions.logGamma(degrees / 2)
        let body = half * PortableMath.log(1 + t * t / degrees) + 0.5 * PortableMath.log(degrees * .pi)
        return PortableMath.exp(front - body)
    }
}
