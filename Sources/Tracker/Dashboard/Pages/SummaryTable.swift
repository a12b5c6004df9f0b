/// What each of a run's metrics came to.
package enum SummaryTable {
    /// A table of metrics longer than this is cut.
    static let mostRows = 1000

    package static func html(_ summaries: NamedValues<MetricSummary>) -> HTML {
        let head = ["Metric", "Last", "Min", "at step", "Max", "at step", "Points"].enumerated()
            .map { index, title in
                HTML(.th, [HTMLAttribute("scope", "col")] + (index > 0 ? [.class("n")] : []), .text(title))
            }
        let body = MetricOrder.sorted(summaries.keys).prefix(mostRows)
            .compactMap { name in
                summaries[name].map { row(name, $0) }
            }
        return HTML(
            .div,
            [.class("scroll")],
            HTML(.table, [], HTML(.thead, [], HTML(.tr, [], each: head)), HTML(.tbody, [], each: body))
        )
    }

    private static func row(_ name: String, _ summary: MetricSummary) -> HTML {
        let cells = [
            NumberText.significant(summary.last),
            summary.min.map(NumberText.significant) ?? "–", summary.minStep.map(NumberText.grouped) ?? "–",
            summary.max.map(NumberText.significant) ?? "–", summary.maxStep.map(NumberText.grouped) ?? "–",
            NumberText.grouped(Int64(summary.count)),
        ]
        let heading = HTML(.th, [HTMLAttribute("scope", "row")], UserText.isolated(name, limit: 120))
        return HTML(.tr, [], each: [heading] + cells.map { HTML(.td, [.class("n")], .text($0)) })
    }
}
