import Foundation

/// How a metric's value is written for a reader.
package enum NumberText {
    /// The value with at most five significant digits; `NaN`, `∞` and `-∞` by name.
    package static func significant(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-∞" : "∞" }
        if value == value.rounded(), abs(value) < 1e6 { return String(Int(value)) }
        let text = String(format: "%.5g", locale: nil, value)
        guard let exponent = text.firstIndex(of: "e") else { return trimmed(text) }
        let power = Int(text[text.index(after: exponent)...]) ?? 0
        return "\(trimmed(String(text[..<exponent])))e\(power)"
    }

    /// `12345678` as `12,345,678`.
    package static func grouped(_ value: Int64) -> String {
        let digits = String(value.magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return value < 0 ? "-\(text)" : text
    }

    private static func trimmed(_ text: String) -> String {
        guard text.contains(".") else { return text }
        var text = text
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }

    /// One format for a whole column, so that its decimal points stand under each other.
    package enum Column: Equatable, Sendable {
        case decimals(Int)
        case significant

        /// Five significant digits of the largest value, where that makes a readable width.
        package init(_ values: some Sequence<Double>) {
            let finite = values.filter(\.isFinite)
            let largest = finite.map(abs).max() ?? 0
            guard largest >= 1e-3, largest < 1e7 else {
                self = largest == 0 ? .decimals(0) : .significant
                return
            }
            if finite.allSatisfy({ $0 == $0.rounded() }) {
                self = .decimals(0)
            } else {
                let digits = 4 - Int(log10(largest).rounded(.down))
                self = .decimals(Swift.max(0, Swift.min(largest >= 0.1 ? 4 : 6, digits)))
            }
        }

        package func text(_ value: Double) -> String {
            switch self {
            case .decimals(let digits) where value.isFinite: String(format: "%.\(digits)f", locale: nil, value)
            default: NumberText.significant(value)
            }
        }
    }
}
