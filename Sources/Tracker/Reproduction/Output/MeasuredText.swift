import Foundation

/// A measured value with its interval, to as many digits as the interval deserves.
package enum MeasuredText {
    /// `812.3 ± 12.1`, or `+3.2 [−1.0, 9.4]` where the interval is lopsided; the value alone without one.
    package static func text(_ value: Double?, _ interval: ClosedRange<Double>?, signed: Bool = false) -> String? {
        guard let value else { return nil }
        guard value.isFinite else { return NumberText.significant(value) }
        guard let interval else { return number(value, decimals: decimals(abs(value) / 100), signed: signed) }
        let (down, up) = (value - interval.lowerBound, interval.upperBound - value)
        let digits = decimals(max(down, up))
        let middle = number(value, decimals: digits, signed: signed)
        if abs(down - up) <= 0.02 * (down + up) {
            return "\(middle) ± \(number((down + up) / 2, decimals: digits, signed: false))"
        }
        let ends = [interval.lowerBound, interval.upperBound].map { number($0, decimals: digits, signed: signed) }
        return "\(middle) [\(ends[0]), \(ends[1])]"
    }

    /// A p-value.
    package static func probability(_ p: Double) -> String {
        p < 0.0001 ? "< 0.0001" : String(format: p < 0.01 ? "%.4f" : "%.3f", locale: nil, p)
    }

    /// So many decimals that two digits of that size show.
    private static func decimals(_ size: Double) -> Int {
        guard size > 0, size.isFinite else { return 2 }
        return max(0, min(6, 1 - Int(log10(size).rounded(.down))))
    }

    private static func number(_ value: Double, decimals: Int, signed: Bool) -> String {
        let text = String(format: "%.\(decimals)f", locale: nil, abs(value))
        let isZero = !text.contains { $0 != "0" && $0 != "." }
        if value < 0, !isZero { return "−\(text)" }
        return signed && !isZero ? "+\(text)" : text
    }
}
