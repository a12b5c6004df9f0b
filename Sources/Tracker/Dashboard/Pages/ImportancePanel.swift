/// Which parameters the objective depends on: a bar each, the sign in words and numbers, and how it was found.
package struct ImportancePanel: Sendable {
    let ranking: ImportanceRanking
    let objective: SiteContent.Objective

    package var html: HTML {
        let head = ["Parameter", "Importance", "As a bar", "Rank correlation"].enumerated()
            .map { index, title in
                HTML(
                    .th,
                    [HTMLAttribute("scope", "col")] + (index == 1 || index == 3 ? [.class("n")] : []),
                    .text(title)
                )
            }
        return HTML(
            .section,
            [.class("panel"), .id("importance")],
            HTML(
                .h2,
                [],
                "What ",
                UserText.isolated(objective.metric, limit: 60),
                " depends on ",
                HTML(.span, [.class("count")], .text(verdict))
            ),
            HTML(
                .div,
                [
                    .class("scroll"), HTMLAttribute("tabindex", "0"), .role("region"),
                    .ariaLabel("Importance of parameters"),
                ],
                HTML(
                    .table,
                    [.class("importance")],
                    HTML(.thead, [], HTML(.tr, [], each: head)),
                    HTML(.tbody, [], each: ranking.rows.map(row))
                )
            ),
            HTML(.p, [.class("quiet")], .text(method))
        )
    }

    private var verdict: String {
        let percent = Int((max(0, min(1, ranking.explained)) * 100).rounded())
        return "\(ranking.runs) runs; the parameters explain \(percent) % of the differences"
            + (ranking.explained < 0.3 ? ", too little to trust the order" : "")
    }

    private var method: String {
        "Importance: how much worse a random forest (64 trees, grown on resampled runs) predicts the "
            + "\(objective.goal == .minimize ? "lowest" : "highest") value of runs that it has not seen when the "
            + "parameter's values are shuffled among them, as a share of all parameters. Rank correlation is Spearman's: "
            + "+1 means that more of the parameter always came with more of the metric, −1 with less. A seed's share is "
            + "noise: what is no more important than that says nothing."
    }

    private func row(_ row: ImportanceRanking.Row) -> HTML {
        let percent = (row.share * 100).rounded()
        let bar = HTML(
            .svg,
            [.class("share"), .hidden],
            HTML(
                .rect,
                [
                    HTMLAttribute("width", "\(PlotFrame.text(max(0.5, row.share * 100)))%"),
                    HTMLAttribute("height", "100%"),
                ]
            )
        )
        return HTML(
            .tr,
            [],
            HTML(.th, [HTMLAttribute("scope", "row")], UserText.isolated(row.parameter, limit: 120)),
            HTML(.td, [.class("n")], "\(Int(percent)) %"),
            HTML(.td, [.class("bar-cell")], bar),
            HTML(.td, [.class("n")], .text(correlation(row.correlation)))
        )
    }

    private func correlation(_ value: Double?) -> String {
        guard let value else { return "no order" }
        let text = NumberText.Column.decimals(2).text(abs(value))
        if text == "0.00" { return "0" }
        return "\(value < 0 ? "−" : "+")\(text) \(value < 0 ? "↓" : "↑")"
    }
}
