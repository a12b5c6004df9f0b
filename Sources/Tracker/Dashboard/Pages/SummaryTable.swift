/// What each of a run's metrics came to.
package enum SummaryTable {
    /// A table of metrics longer than this is cut.
    static let mostRows = 1000

    /// What was logged more than once.
    package static func html(_ summaries: [(key: String, value: MetricSummary)]) -> HTML {
        table(["Metric", "Last", "Min", "at step", "Max", "at step", "Points"], summaries) { summary in
            [
                NumberText.significant(summary.last),
                summary.min.map(NumberText.significant) ?? "–", summary.minStep.map(NumberText.grouped) ?? "–",
                summary.max.map(NumberText.significant) ?? "–", summary.maxStep.map(NumberText.grouped) ?? "–",
                NumberText.grouped(Int64(summary.count)),
            ]
        }
    }

    /// What was logged once, such as the results of an evaluation: a number and no curve.
    package static func once(_ summaries: [(key: String, value: MetricSummary)]) -> HTML {
        table(["Metric", "Value", "at step"], summaries) { summary in
            [NumberText.significant(summary.last), NumberText.grouped(summary.lastStep)]
        }
    }

    private static func table(
        _ titles: [String],
        _ summaries: [(key: String, value: MetricSummary)],
        _ texts: (MetricSummary) -> [String]
    ) -> HTML {
        let head = titles.enumerated()
            .map { index, title in
                HTML(.th, [HTMLAttribute("scope", "col")] + (index > 0 ? [.class("n")] : []), .text(title))
            }
        let values = Dictionary(summaries.map { ($0.key, $0.value) }) { $1 }
        let body = MetricOrder.sorted(values.keys).prefix(mostRows)
            .compactMap { name in
                values[name]
                    .map { summary in
                        let heading = HTML(.th, [HTMLAttribute("scope", "row")], UserText.isolated(name, limit: 120))
                        return HTML(
                            .tr,
                            [],
                            each: [heading] + texts(summary).map { HTML(.td, [.class("n")], .text($0)) }
                        )
                    }
            }
        return HTML(
            .div,
            [
                .class("scroll"), HTMLAttribute("tabindex", "0"), .role("region"),
                .ariaLabel(titles.joined(separator: ", ")),
            ],
            HTML(.table, [], HTML(.thead, [], HTML(.tr, [], each: head)), HTML(.tbody, [], each: body))
        )
    }
}
