/// A curve the size of a word.
package enum Sparkline {
    private static let width = 120.0
    private static let height = 28.0

    /// The `<svg>`, hidden from screen readers: the number that it accompanies is in the text beside it.
    package static func html(_ points: Series, stroke: RunStroke) -> HTML {
        let few = points.decimated(to: 60)
        guard let frame = PlotFrame([few], width: width - 4, height: height - 4) else { return .nothing }
        return HTML(
            .svg,
            [.class("spark"), HTMLAttribute("viewBox", "-2 -2 \(Int(width)) \(Int(height))"), .hidden],
            HTML(.path, [.class("line c\(stroke.color)"), HTMLAttribute("d", frame.path(few))])
        )
    }
}
