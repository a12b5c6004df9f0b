/// A chart's place in a page: its caption, the address of its points, and an overview until the script has drawn it.
package struct ChartFigure: Sendable {
    let metric: String
    let curves: [ChartData.Curve]
    let strokes: [Run.ID: RunStroke]
    /// The script that holds the points, as the page names it; of a sweep's chart, what its parts' names begin with.
    let source: String
    /// What the name of the script with the bands begins with.
    var bands: String?
    let hasOverview: Bool

    package var html: HTML {
        HTML(
            .figure,
            [
                .class("chart"), HTMLAttribute("data-metric", metric), HTMLAttribute("data-src", source),
                HTMLAttribute("data-runs", String(curves.count)),
            ] + (bands.map { [HTMLAttribute("data-groups", $0)] } ?? []),
            HTML(
                .figcaption,
                [],
                HTML(.h3, [.title(UserText.shortened(metric, to: 300))], UserText.isolated(metric, limit: 80)),
                HTML(.span, [.class("note")], .text(note))
            ),
            HTML(.div, [.class("plot")], hasOverview ? overview : .nothing)
        )
    }

    private var note: String {
        let points = curves.reduce(0) { $0 + $1.points.values.count }
        let runs = curves.count == 1 ? "" : "\(curves.count) runs, "
        return "\(runs)\(NumberText.grouped(Int64(points))) point\(points == 1 ? "" : "s")"
    }

    private var overview: HTML {
        let lines = curves.map {
            OverviewChart.Line(stroke: strokes[$0.run] ?? RunStroke(color: 0, dash: 0), points: $0.points)
        }
        return OverviewChart(lines: lines, label: message).html
    }

    /// What the chart says, in a sentence.
    private var message: String {
        let finite = curves.flatMap(\.points.values).filter(\.isFinite)
        guard let low = finite.min(), let high = finite.max() else { return "\(metric): no finite value" }
        let runs = curves.count == 1 ? "one run" : "\(curves.count) runs"
        return "\(UserText.shortened(metric)) of \(runs), between \(NumberText.significant(low)) and "
            + "\(NumberText.significant(high))"
    }

    /// A page with more charts than this would take a browser seconds to lay out.
    static let mostOnPage = 400

    /// Figures under a heading for each group of metrics (`train`, `eval`…); of very many the first.
    ///
    /// - Parameters:
    ///   - figures: The figures, in order.
    ///   - count: How many metrics there are, of which these are the first.
    ///   - elsewhere: The command that says the rest.
    /// - Returns: A fold a group, and before them what was left out.
    package static func sections(_ figures: [ChartFigure], of count: Int, elsewhere: String) -> [HTML] {
        var groups: [(name: String, figures: [ChartFigure])] = []
        for figure in figures {
            let name = MetricOrder.group(of: figure.metric)
            if groups.last?.name == name {
                groups[groups.count - 1].figures.append(figure)
            } else {
                groups.append((name, [figure]))
            }
        }
        let rest =
            count <= figures.count
            ? []
            : [
                HTML(
                    .p,
                    [.class("panel")],
                    "The first \(figures.count) of \(count) metrics have a chart here. All of them: ",
                    HTML(.code, [], .text(elsewhere))
                )
            ]
        return rest
            + groups.map { group in
                // The machine's own readings are there for who looks for a fault.
                let open = group.name == "system" ? [] : [HTMLAttribute("open", "")]
                return HTML(
                    .details,
                    [.class("charts")] + open,
                    HTML(
                        .summary,
                        [],
                        HTML(.h2, [], UserText.isolated(group.name, limit: 60)),
                        HTML(.span, [.class("count")], "\(group.figures.count)")
                    ),
                    HTML(.div, [.class("grid")], each: group.figures.map(\.html))
                )
            }
    }
}
