import Sweep

/// How many rows one axis gives.
struct AxisSize {
    /// The number; nil when the search decides.
    let count: Int?

    init(_ axis: Axis) {
        switch axis.domain {
        case .values(let cells): count = cells.count
        case .distribution(_, let samples, _): count = samples
        case .zip(_, let rows): count = rows.count
        case .runs(let rows): count = rows.count
        case .oneOf(let alternatives): count = Self.sum(alternatives.map(Self.product))
        }
    }

    private static func product(of alternative: Axis.Alternative) -> Int? {
        var product = 1
        for axis in alternative.axes {
            guard let size = AxisSize(axis).count else { return nil }
            product *= size
        }
        return product
    }

    private static func sum(_ counts: [Int?]) -> Int? {
        let known = counts.compactMap { $0 }
        return known.count == counts.count ? known.reduce(0, +) : nil
    }
}
