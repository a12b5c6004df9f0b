import Foundation

/// A small line chart as inline SVG: what a reader without JavaScript sees, and what stands in a chart's place until
/// the script has drawn it.
package struct OverviewChart: Sendable {
    /// One run's line.
    package struct Line: Sendable {
        let stroke: RunStroke
        let points: Series

        package init(stroke: RunStroke, points: Series) {
            self.stroke = stroke
            self.points = points
        }
    }

    private let lines: [Line]
    private let label: String
    private static let width = 640.0
    private static let height = 260.0
    private static let left = 52.0
    private static let right = 12.0
    private static let top = 10.0
    private static let bottom = 24.0

    /// How many lines a page carries at most; 40 overlap so much that more would only add bytes.
    package static let mostLines = 40
    private static let pointsPerLine = 60

    /// A chart of the first `mostLines` of the lines.
    ///
    /// - Parameters:
    ///   - lines: One for each run.
    ///   - label: The chart's message in a sentence, for who cannot see it.
    package init(lines: [Line], label: String) {
        self.lines = lines.prefix(Self.mostLines)
            .map { Line(stroke: $0.stroke, points: $0.points.decimated(to: Self.pointsPerLine)) }
        self.label = label
    }

    /// The `<svg>`; nothing when no line has a finite point.
    package var html: HTML {
        guard
            let frame = PlotFrame(
                lines.map(\.points),
                width: Self.width - Self.left - Self.right,
                height: Self.height - Self.top - Self.bottom,
                parts: 1
            )
        else { return .nothing }
        let plot = lines.flatMap { line -> [HTML] in
            let shape = frame.path(line.points)
            guard !shape.isEmpty else { return [] }
            return [HTML(.path, [.class("line \(line.stroke.classes)"), HTMLAttribute("d", shape)])]
        }
        return HTML(
            .svg,
            [
                .class("overview"), HTMLAttribute("viewBox", "0 0 \(Int(Self.width)) \(Int(Self.height))"),
                .role("img"), .ariaLabel(label),
            ],
            Self.horizontalAxis(frame),
            Self.verticalAxis(frame),
            HTML(.g, [HTMLAttribute("transform", "translate(\(Int(Self.left)) \(Int(Self.top)))")], each: plot)
        )
    }

    private static func horizontalAxis(_ frame: PlotFrame) -> HTML {
        let ticks = AxisTicks.linear(from: frame.x.lowerBound, to: frame.x.upperBound, count: 6)
        let labels = ticks.map { tick in
            label(AxisTicks.compact(tick), x: left + frame.horizontal(tick), y: height - 6, anchor: "middle")
        }
        return HTML(.g, [.class("tick")], each: labels)
    }

    private static func verticalAxis(_ frame: PlotFrame) -> HTML {
        let ticks = AxisTicks.linear(from: frame.y.lowerBound, to: frame.y.upperBound, count: 5)
        let marks = ticks.flatMap { tick in
            let y = top + frame.vertical(tick)
            return [
                HTML(
                    .path,
                    [
                        HTMLAttribute(
                            "d",
                            "M\(PlotFrame.text(left)) \(PlotFrame.text(y))H\(PlotFrame.text(width - right))"
                        )
                    ]
                ),
                label(AxisTicks.text(tick, among: ticks), x: left - 8, y: y + 4, anchor: "end"),
            ]
        }
        return HTML(.g, [.class("tick")], each: marks)
    }

    private static func label(_ text: String, x: Double, y: Double, anchor: String) -> HTML {
        HTML(
            .text,
            [
                HTMLAttribute("x", PlotFrame.text(x)), HTMLAttribute("y", PlotFrame.text(y)),
                HTMLAttribute("text-anchor", anchor),
            ],
            .text(text)
        )
    }
}
