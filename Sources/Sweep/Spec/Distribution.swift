public import Expressions

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How values of a key are drawn.
public struct Distribution: Hashable, Sendable {
    /// The shape.
    ///
    /// Bounds belong to the range.
    public enum Shape: Hashable, Sendable {
        case uniform(ClosedRange<Double>)
        case logUniform(ClosedRange<Double>)
        case normal(mean: Double, deviation: Double)
        case intUniform(ClosedRange<Int>)
    }

    /// The shape.
    public let shape: Shape
    /// Draws are rounded to a multiple of this; nil for none.
    public let step: Double?

    /// One draw, which depends on nothing but the stream.
    ///
    /// Draws that are not quantised keep six significant digits: enough for any hyperparameter, readable in a table, and
    /// the same on machines whose `log` and `exp` differ in the last bit.
    public func draw(_ stream: SampleStream) -> Value {
        switch shape {
        case .intUniform(let range):
            let count = UInt64(bitPattern: Int64(range.upperBound &- range.lowerBound)) &+ 1
            let offset = count == 0 ? stream.first : stream.first.multipliedFullWidth(by: count).high
            return .int(quantised(range.lowerBound &+ Int(truncatingIfNeeded: offset), in: range))
        case .uniform(let range):
            let span = range.upperBound - range.lowerBound
            return .double(rounded(range.lowerBound + span * stream.firstUnit, in: range))
        case .logUniform(let range):
            let (low, high) = (log(range.lowerBound), log(range.upperBound))
            return .double(rounded(exp(low + (high - low) * stream.firstUnit), in: range))
        case .normal(let mean, let deviation):
            let radius = (-2 * log(1 - stream.firstUnit)).squareRoot()
            let standard = radius * cos(2 * Double.pi * stream.secondUnit)
            return .double(rounded(mean + deviation * standard, in: nil))
        }
    }

    func rounded(_ value: Double, in range: ClosedRange<Double>?) -> Double {
        guard let step else {
            let short = Self.sixDigits(value)
            return range.map { min(max(short, $0.lowerBound), $0.upperBound) } ?? short
        }
        let result = Self.sixDigits((value / step).rounded() * step, digits: 12)
        guard let range else { return result.isFinite ? result : value }
        if range.contains(result) { return result }
        let inner =
            result > range.upperBound
            ? (range.upperBound / step).rounded(.down) * step : (range.lowerBound / step).rounded(.up) * step
        let short = Self.sixDigits(inner, digits: 12)
        return range.contains(short) ? short : range.contains(inner) ? inner : value
    }

    private func quantised(_ value: Int, in range: ClosedRange<Int>) -> Int {
        guard let step, let whole = Int(exactly: step), whole > 1 else { return value }
        let offset = (value &- range.lowerBound) / whole * whole
        return range.lowerBound + offset
    }

    /// The nearest number with so many significant decimal digits.
    static func sixDigits(_ value: Double, digits: Int = 6) -> Double {
        guard value != 0, value.isFinite else { return value }
        let exponent = Int(log10(abs(value)).rounded(.down)) - digits + 1
        let scaled = exponent < 0 ? value * pow(10, Double(-exponent)) : value / pow(10, Double(exponent))
        guard let mantissa = Int(exactly: scaled.rounded()) else { return value }
        return Double("\(mantissa)e\(exponent)") ?? value
    }
}

extension Distribution: CustomStringConvertible {
    /// The distribution as a spec writes it.
    public var description: String {
        let text =
            switch shape {
            case .uniform(let range): "uniform: [\(range.lowerBound), \(range.upperBound)]"
            case .logUniform(let range): "log_uniform: [\(range.lowerBound), \(range.upperBound)]"
            case .normal(let mean, let deviation): "normal: [\(mean), \(deviation)]"
            case .intUniform(let range): "int_uniform: [\(range.lowerBound), \(range.upperBound)]"
            }
        return step.map { "\(text), step: \($0)" } ?? text
    }
}
