import Foundation

/// Round numbers along an axis.
package enum AxisTicks {
    /// About `count` multiples of 1, 2 or 5 times a power of ten, from `low` to `high`.
    package static func linear(from low: Double, to high: Double, count: Int) -> [Double] {
        guard low.isFinite, high.isFinite, high > low, (high - low).isFinite, count > 0 else { return [] }
        let rough = (high - low) / Double(count)
        let power = pow(10, log10(rough).rounded(.down))
        guard power > 0, power.isFinite else { return [] }
        let step = power * ([1, 2, 5, 10].first { $0 * power >= rough * 0.999 } ?? 10)
        let first = (low / step).rounded(.up)
        let last = (high / step).rounded(.down)
        // Where neighbouring numbers are further apart than the step there is nothing to mark.
        guard last >= first, last - first <= Double(4 * count) else { return [] }
        return stride(from: first, through: last, by: 1).map { $0 * step }
    }

    /// The decimals that tell neighbouring ticks apart.
    package static func text(_ tick: Double, among ticks: [Double]) -> String {
        guard ticks.count > 1 else { return NumberText.significant(tick) }
        let step = abs(ticks[1] - ticks[0])
        let largest = ticks.map(abs).max() ?? 0
        guard step >= 1e-5, largest < 1e6 else { return compact(tick) }
        let decimals = max(0, Int((-log10(step * 1.001)).rounded(.up)))
        return NumberText.Column.decimals(decimals).text(tick == 0 ? 0 : tick)
    }

    /// `12M`, `3.5k`: what fits beside an axis.
    package static func compact(_ value: Double) -> String {
        for (limit, suffix) in [(1e9, "G"), (1e6, "M"), (1e3, "k")] where abs(value) >= limit && abs(value) < 1e12 {
            return NumberText.significant(value / limit) + suffix
        }
        return NumberText.significant(value)
    }
}
