import RunLog

/// One sweep: how far it is, the curves of all runs, and the runs in a table.
package struct SweepPage: Sendable {
    let digest: SweepDigest
    let figures: [ChartFigure]
    let spans: [Run.ID: Double]

    package var page: PageFrame.Page {
        let path = SitePath.sweep(digest.name)
        return PageFrame.Page(
            path: path,
            kind: "sweep",
            title: digest.name,
            trail: [(digest.name, path)],
            revision: digest.isLive ? .revision(ofSweep: digest.name) : nil,
            content: [head(path)] + body(path)
        )
    }

    private func head(_ path: SitePath) -> HTML {
        HTML(
            .section,
            [.class("head")],
            HTML(.h1, [], UserText.isolated(digest.name, limit: 200)),
            ProgressBar.html(digest.counts),
            Facts.html(facts(path))
        )
    }

    private func facts(_ path: SitePath) -> [Facts.Fact] {
        var facts: [Facts.Fact] = []
        if let best = digest.best, let objective = digest.objective {
            let run = HTML(
                .a,
                [.href(.run(best.run.id), from: path)],
                UserText.isolated(RunName.short(best.run), limit: 60)
            )
            let how = digest.isObjectiveAssumed ? ", assumed from its name" : ""
            facts.append(
                Facts.Fact(
                    name: .group(["Best ", UserText.isolated(objective.metric, limit: 60)]),
                    value: HTML(.strong, [], .text(NumberText.significant(best.value))),
                    note: .group([run, " at step \(NumberText.grouped(best.step)) (\(objective.goal.rawValue)\(how))"])
                )
            )
        }
        let seconds = spans.values.reduce(0, +)
        if seconds > 0, seconds < 1e12 {
            facts.append(Facts.Fact(name: "Time in runs", value: .text(TimeText.duration(seconds)), note: .nothing))
        }
        if let last = digest.runs.compactMap(\.startedAt).max() {
            facts.append(Facts.Fact(name: "Last start", value: TimeText.element(last), note: .nothing))
        }
        return facts
    }

    private func body(_ path: SitePath) -> [HTML] {
        guard !digest.runs.isEmpty else {
            let hint = HTML(
                .p,
                [],
                "This sweep has no runs yet. They appear here once it is submitted and synchronised."
            )
            return [HTML(.div, [.class("empty")], hint)]
        }
        let charts =
            figures.isEmpty
            ? [HTML(.div, [.class("empty")], HTML(.p, [], "No run has logged a metric yet."))]
            : ChartFigure.sections(figures)
        return [HTML(.div, [.id("controls")]), runs(path)] + charts + [shared]
    }

    private func runs(_ path: SitePath) -> HTML {
        HTML(
            .section,
            [.class("panel"), .id("runs-panel")],
            HTML(.h2, [], "Runs ", HTML(.span, [.class("count")], "\(digest.runs.count)")),
            RunsTable(digest: digest, spans: spans, page: path).html
        )
    }

    private var shared: HTML {
        guard !digest.shared.isEmpty else { return .nothing }
        return HTML(
            .details,
            [.class("panel")],
            HTML(
                .summary,
                [],
                HTML(.h2, [], "Settings that all runs share"),
                HTML(.span, [.class("count")], "\(digest.shared.count)")
            ),
            ParameterTable.html(digest.shared.map { ParameterTable.Row(name: $0.name, value: $0.value, varies: false) })
        )
    }
}
