import Foundation

/// Estimates under each other with their intervals, over one axis, beside what a paper says: inline SVG.
///
/// Everything in it is in a table of the page as well. Places are shares of the width, so that text stays text of its size on
/// a narrow screen.
struct ForestPlot {
    /// One estimate.
    struct Line {
        let label: HTML
        let estimate: Double
        /// The 95 % interval.
        let interval: ClosedRange<Double>?
        /// The paper's value.
        let paper: Double?
        /// What the interval must lie within, or beyond.
        let margin: ClosedRange<Double>?
        /// Classes that colour it.
        let classes: String
        /// The same in words, for who cannot see it.
        let words: String

        fileprivate var values: [Double] {
            let ends = [interval, margin].compactMap(\.self).flatMap { [$0.lowerBound, $0.upperBound] }
            return ([estimate, paper].compactMap(\.self) + ends).filter(\.isFinite)
        }
    }

    private let lines: [Line]
    private let caption: String
    private let span: ClosedRange<Double>
    private let hasZero: Bool

    /// - Parameters:
    ///   - lines: Those whose estimate is a number are drawn.
    ///   - caption: What the axis is.
    ///   - hasZero: Whether zero is a place that matters.
    init?(_ lines: [Line], caption: String, hasZero: Bool) {
        self.lines = lines.filter(\.estimate.isFinite)
        let values = self.lines.flatMap(\.values) + (hasZero ? [0] : [])
        guard !self.lines.isEmpty, let low = values.min(), let high = values.max(), (high - low).isFinite else {
            return nil
        }
        let air = high > low ? (high - low) * 0.05 : max(1, abs(low) * 0.05)
        span = (low - air)...(high + air)
        self.caption = caption
        self.hasZero = hasZero
    }

    var html: HTML {
        HTML(
            .figure,
            [.class("forest")],
            HTML(.figcaption, [.class("quiet")], .text(legend)),
            HTML(.svg, [.class("definitions"), .hidden], HTML(.defs, [], Self.diamond)),
            HTML(.ul, [], each: lines.map(row) + [axis])
        )
    }

    private static let diamond = HTML(.path, [.id("paper"), HTMLAttribute("d", "M0-6L6 0L0 6L-6 0z")])

    private var legend: String {
        var parts = ["\(caption): ● ours, with the 95 % interval"]
        if lines.contains(where: { $0.paper != nil }) { parts.append("◇ the paper") }
        if lines.contains(where: { $0.margin != nil }) { parts.append("shaded the margin") }
        return parts.joined(separator: ", ")
    }

    private func row(_ line: Line) -> HTML {
        var marks: [HTML] = []
        if let margin = line.margin {
            let (from, to) = (share(margin.lowerBound), share(margin.upperBound))
            let place = [HTMLAttribute("x", Self.text(from)), HTMLAttribute("width", Self.text(to - from))]
            marks.append(HTML(.rect, place + [HTMLAttribute("y", "15%"), HTMLAttribute("height", "70%")]))
        }
        if hasZero { marks.append(Self.line("", share(0), share(0), from: "0", to: "100%")) }
        if let interval = line.interval {
            marks.append(
                Self.line("ours", share(interval.lowerBound), share(interval.upperBound), from: "50%", to: "50%")
            )
        }
        if let paper = line.paper, paper.isFinite {
            let place = [HTMLAttribute("x", Self.text(share(paper))), HTMLAttribute("y", "50%")]
            marks.append(HTML(.use, [HTMLAttribute("href", "#paper")] + place))
        }
        let place = [HTMLAttribute("cx", Self.text(share(line.estimate))), HTMLAttribute("cy", "50%")]
        marks.append(HTML(.circle, place + [HTMLAttribute("r", "4.5")]))
        return HTML(
            .li,
            [.class(line.classes)],
            HTML(.span, [], line.label),
            HTML(.svg, [.role("img"), .ariaLabel(line.words)], each: marks)
        )
    }

    private var axis: HTML {
        let ticks = AxisTicks.linear(from: span.lowerBound, to: span.upperBound, count: 5)
        let labels = ticks.map { tick in
            HTML(
                .text,
                [
                    HTMLAttribute("x", Self.text(share(tick))), HTMLAttribute("y", "50%"),
                    HTMLAttribute("text-anchor", "middle"),
                ],
                .text(AxisTicks.text(tick, among: ticks).replacing("-", with: "−"))
            )
        }
        return HTML(.li, [.hidden], HTML(.span, []), HTML(.svg, [], each: labels))
    }

    private static func line(_ name: String, _ left: Double, _ right: Double, from: String, to: String) -> HTML {
        let place = [
            HTMLAttribute("x1", text(left)), HTMLAttribute("x2", text(right)), HTMLAttribute("y1", from),
            HTMLAttribute("y2", to),
        ]
        return HTML(.line, (name.isEmpty ? [] : [.class(name)]) + place)
    }

    /// Percent of the width.
    private func share(_ value: Double) -> Double {
        let place = (value - span.lowerBound) / (span.upperBound - span.lowerBound) * 100
        return min(100, max(0, place))
    }

    private static func text(_ percent: Double) -> String { "\(PlotFrame.text(percent))%" }
}
