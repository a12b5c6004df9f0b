import Expressions
import Statistics

/// A distribution as a parameter of a search, and its values there and back.
extension Distribution {
    /// The share of a normal distribution that is left out at either end, where the normal curve has no bound.
    private static let tail = 1e-4

    /// What a sampler chooses from: numbers in the shape's own scale, steps of whole numbers, or the share of a normal
    /// distribution below the value.
    var domain: SearchDomain {
        switch shape {
        case .uniform(let range):
            let (inner, step) = multiples(in: range)
            return .float(low: inner.lowerBound, high: inner.upperBound, scale: .linear, step: step)
        case .logUniform(let range):
            let (inner, step) = multiples(in: range)
            return .float(low: inner.lowerBound, high: inner.upperBound, scale: .logarithmic, step: step)
        case .normal: return .float(low: Self.tail, high: 1 - Self.tail)
        case .intUniform(let range):
            guard let whole = wholeStep else { return .int(low: range.lowerBound, high: range.upperBound) }
            return .int(low: 0, high: (range.upperBound &- range.lowerBound) / whole)
        }
    }

    /// The value of a key for what a sampler chose; nil for a choice of another kind.
    func value(of chosen: SearchValue) -> Value? {
        switch (shape, chosen) {
        case (.uniform(let range), .float(let number)), (.logUniform(let range), .float(let number)):
            .double(rounded(number, in: range))
        case (.normal(let mean, let deviation), .float(let share)):
            .double(rounded(mean + deviation * StandardNormal.quantile(share), in: nil))
        case (.intUniform(let range), .int(let number)):
            .int(wholeStep.map { range.lowerBound + number * $0 } ?? number)
        default: nil
        }
    }

    /// What a sampler would have chosen for a key to have this value; nil for a value from elsewhere.
    func choice(of value: Value) -> SearchValue? {
        guard let chosen = unbounded(value), domain.contains(chosen) else { return nil }
        return chosen
    }

    private func unbounded(_ value: Value) -> SearchValue? {
        guard let number = value.number else { return nil }
        switch shape {
        case .uniform, .logUniform: return .float(number)
        case .normal(let mean, let deviation):
            let share = deviation > 0 ? StandardNormal.probability(below: (number - mean) / deviation) : 0.5
            return .float(min(max(share, Self.tail), 1 - Self.tail))
        case .intUniform(let range):
            guard let int = Int(exactly: number) else { return nil }
            guard let whole = wholeStep else { return .int(int) }
            let (steps, rest) = (int &- range.lowerBound).quotientAndRemainder(dividingBy: whole)
            return rest == 0 ? .int(steps) : nil
        }
    }

    private var wholeStep: Int? {
        step.flatMap { Int(exactly: $0) }.flatMap { $0 > 1 ? $0 : nil }
    }

    /// The part of a range that holds multiples of the step, and the step; the whole range when it holds none.
    private func multiples(in range: ClosedRange<Double>) -> (ClosedRange<Double>, Double?) {
        guard let step else { return (range, nil) }
        let low = Self.sixDigits((range.lowerBound / step).rounded(.up) * step, digits: 12)
        let high = Self.sixDigits((range.upperBound / step).rounded(.down) * step, digits: 12)
        let isInside = low <= high && range.contains(low) && range.contains(high)
        return isInside ? (low...high, step) : (range, nil)
    }
}
