import Statistics

/// A range of numbers laid out on 0...1, linearly or logarithmically.
///
/// A range with a step is divided into cells, one a number, that reach half a step to either side: on a linear scale
/// all numbers are equally likely, the two ends too.
struct NumberRange {
    /// Above this many cells a stepped range is treated as a continuous one whose numbers are rounded.
    static let mostCells = 64

    /// The numbers of a stepped range; nil where any number between the ends will do.
    let count: Int?
    private let low: Double
    private let high: Double
    private let step: Double
    private let logarithmic: Bool
    /// The ends of 0...1 on the scale's own axis.
    private let bottom: Double
    private let top: Double

    init(low: Double, high: Double, step: Double?, logarithmic: Bool) {
        self.low = low
        self.logarithmic = logarithmic
        self.step = step ?? 0
        // A range of 0 to 0.6 by 0.05 ends at 0.6, though 0.6 / 0.05 is a little less than 12.
        count = step.map { Int(((high - low) / $0 + 1e-9).rounded(.down)) + 1 }
        self.high = count.map { low + Double($0 - 1) * (step ?? 0) } ?? high
        let half = self.step / 2
        let first = logarithmic ? max(low - half, low / 2) : low - half
        bottom = logarithmic ? PortableMath.log(step == nil ? low : first) : first
        top = logarithmic ? PortableMath.log(self.high + half) : self.high + half
    }

    /// The number at a share of the range.
    func number(at share: Double) -> Double {
        let place = bottom + share * (top - bottom)
        let raw = logarithmic ? PortableMath.exp(place) : place
        guard let count else { return min(max(shortened(raw), low), high) }
        let index = ((raw - low) / step).rounded(.toNearestOrAwayFromZero)
        return number(ofCell: Int(min(max(index, 0), Double(count - 1))))
    }

    /// The number of a stepped range at an index.
    func number(ofCell index: Int) -> Double {
        shortened(low + Double(index) * step)
    }

    /// The index of the nearest number of a stepped range.
    func cell(of number: Double) -> Int {
        guard let count, count > 1 else { return 0 }
        return Int(min(max(((number - low) / step).rounded(), 0), Double(count - 1)))
    }

    /// Where in 0...1 a number lies.
    func share(of number: Double) -> Double {
        guard top > bottom else { return 0.5 }
        let place = logarithmic ? PortableMath.log(number) : number
        return min(max((place - bottom) / (top - bottom), 0), 1)
    }

    /// The edges of a stepped range's cells in 0...1; nil for a continuous range or one of many cells.
    var edges: [Double]? {
        guard let count, count <= Self.mostCells else { return nil }
        let inner = (1..<max(count, 1)).map { share(of: low + (Double($0) - 0.5) * step) }
        return [0] + inner + [1]
    }

    /// The number to ten significant digits: a configuration file says 0.15 and not 0.15000000000000002.
    ///
    /// Left alone where the numbers of the range differ only further down.
    private func shortened(_ number: Double) -> Double {
        let finest = step > 0 ? step : high - low
        guard number != 0, finest > 1e-6 * max(abs(low), abs(high)) else { return number }
        var scale = 1.0
        let size = abs(number)
        while size * scale < 1e9, scale < 1e22 { scale *= 10 }
        let digits = size * scale
        // Powers of ten to 10^22 are exact, so this division gives the `Double` nearest to the decimal number.
        return digits < 1e15 ? (number * scale).rounded() / scale : number
    }
}
