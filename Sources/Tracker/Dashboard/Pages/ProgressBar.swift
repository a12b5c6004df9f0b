import RunLog

/// A sweep's runs as one bar, a segment a state, and the same in words below it.
package enum ProgressBar {
    package static func html(_ counts: [StateCount]) -> HTML {
        let total = counts.reduce(0) { $0 + $1.count }
        guard total > 0 else { return HTML(.p, [.class("quiet")], "No runs yet.") }
        var left = 0
        let segments = counts.map { count in
            defer { left += count.count }
            return HTML(
                .rect,
                [
                    .class("s-\(count.state.rawValue)"), HTMLAttribute("x", percent(left, of: total)),
                    HTMLAttribute("width", percent(count.count, of: total)), HTMLAttribute("height", "100%"),
                ]
            )
        }
        return .group([
            HTML(.svg, [.class("progress"), .role("img"), .ariaLabel(sentence(counts))], each: segments),
            legend(counts),
        ])
    }

    private static func legend(_ counts: [StateCount]) -> HTML {
        let items = counts.map { count in
            HTML(
                .li,
                [.class("s-\(count.state.rawValue)")],
                StateMark.icon(count.state),
                HTML(.strong, [], "\(count.count)"),
                " \(count.state.rawValue)"
            )
        }
        return HTML(.ul, [.class("states")], each: items)
    }

    private static func sentence(_ counts: [StateCount]) -> String {
        counts.map { "\($0.count) \($0.state.rawValue)" }.joined(separator: ", ")
    }

    private static func percent(_ part: Int, of total: Int) -> String {
        PlotFrame.text(100 * Double(part) / Double(total)) + "%"
    }
}
