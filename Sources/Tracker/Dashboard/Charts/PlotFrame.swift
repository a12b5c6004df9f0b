/// Maps steps and values to a rectangle, and series to paths in it.
package struct PlotFrame: Sendable {
    package let x: ClosedRange<Double>
    package let y: ClosedRange<Double>
    private let width: Double
    private let height: Double
    /// How many parts of a unit coordinates are rounded to.
    private let parts: Double

    /// The frame that holds all finite points, with a little air above and below; nil when there is none.
    ///
    /// - Parameters:
    ///   - series: What must fit.
    ///   - width: In units of the picture.
    ///   - height: Likewise.
    ///   - parts: Coordinates are rounded to this part of a unit.
    package init?(_ series: [Series], width: Double, height: Double, parts: Double = 10) {
        var x: ClosedRange<Double>?
        var y: ClosedRange<Double>?
        for one in series {
            for (step, value) in zip(one.steps, one.values) where value.isFinite {
                x = Self.grown(x, to: Double(step))
                y = Self.grown(y, to: value)
            }
        }
        guard let x, let y else { return nil }
        // Halved first: the span of two finite numbers can be infinite.
        let half = y.upperBound / 2 - y.lowerBound / 2
        let air = half > 0 ? half * 0.08 : max(abs(y.lowerBound) * 0.1, 1e-6)
        let low = max(y.lowerBound - air, -Double.greatestFiniteMagnitude)
        let high = min(y.upperBound + air, Double.greatestFiniteMagnitude)
        self.x = x.lowerBound < x.upperBound ? x : (x.lowerBound - 1)...(x.upperBound + 1)
        self.y = low...high
        self.width = width
        self.height = height
        self.parts = parts
    }

    package func horizontal(_ step: Double) -> Double {
        width * (step - x.lowerBound) / (x.upperBound - x.lowerBound)
    }

    package func vertical(_ value: Double) -> Double {
        // Halves again, against overflow.
        let share = (value / 2 - y.lowerBound / 2) / (y.upperBound / 2 - y.lowerBound / 2)
        return height * (1 - share)
    }

    /// The path's `d`: a line through the finite points with gaps between, and a dot where one stands alone.
    package func path(_ points: Series) -> String {
        var path = ""
        var isDrawing = false
        for index in points.values.indices {
            guard points.values[index].isFinite else {
                isDrawing = false
                continue
            }
            let place =
                "\(text(horizontal(Double(points.steps[index])))) \(text(vertical(points.values[index])))"
            path += isDrawing ? "L\(place)" : "M\(place)"
            let isAlone = !isDrawing && (index + 1 == points.values.count || !points.values[index + 1].isFinite)
            // A line of no length, which round caps draw as a dot.
            if isAlone { path += "h0" }
            isDrawing = true
        }
        return path
    }

    private static func grown(_ range: ClosedRange<Double>?, to value: Double) -> ClosedRange<Double> {
        guard let range else { return value...value }
        return Swift.min(range.lowerBound, value)...Swift.max(range.upperBound, value)
    }

    private func text(_ coordinate: Double) -> String {
        Self.text((coordinate * parts).rounded() / parts)
    }

    /// A coordinate to a tenth of a unit.
    package static func text(_ coordinate: Double) -> String {
        // Steps near the ends of Int64 leave no span to divide by.
        guard coordinate.isFinite, abs(coordinate) < 1e9 else { return "0" }
        let tenths = (coordinate * 10).rounded() / 10
        return tenths == tenths.rounded() ? String(Int(tenths)) : "\(tenths)"
    }
}
