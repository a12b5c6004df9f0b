import RunLog

/// One sweep: how far it is, the curves of all runs, and the runs in a table.
package struct SweepPage: Sendable {
    let digest: SweepDigest
    let figures: [ChartFigure]
    let spans: [Run.ID: Double]
    /// The script with the runs' columns, as the page names it.
    let rows: String
    let importance: ImportanceRanking?

    /// How many rows the page itself has; a script makes the rest, and a plain page has all.
    static let mostRows = 50

    package var page: PageFrame.Page {
        let path = SitePath.sweep(digest.name)
        return PageFrame.Page(
            path: path,
            kind: .sweep,
            title: digest.name,
            trail: [(digest.name, path)],
            revision: digest.isLive ? .revision(ofSweep: digest.name) : nil,
            content: [head(path)] + body(path),
            rows: digest.runs.isEmpty ? nil : rows
        )
    }

    /// What changes while it runs; the table and the charts have their own data.
    var live: LiveData {
        LiveData(parts: [("head", head(.sweep(digest.name)))], metrics: figures.map(\.metric))
    }

    private func head(_ path: SitePath) -> HTML {
        HTML(
            .section,
            [.class("head"), .id("head")],
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
            : ChartFigure.sections(
                figures,
                of: Set(digest.runs.flatMap(\.summaries.keys)).count,
                elsewhere: "tracker export --points --sweep \(ShellWord.quoted(digest.name))"
            )
        return [HTML(.div, [.id("controls")]), runs(path)] + charts + [explore, dependence, shared]
    }

    private func runs(_ path: SitePath) -> HTML {
        HTML(
            .section,
            [.class("panel"), .id("runs-panel")],
            HTML(.h2, [], "Runs ", HTML(.span, [.class("count")], "\(digest.runs.count)")),
            digest.runs.count > Self.mostRows ? all(path) : .nothing,
            RunsTable(digest: digest, spans: spans, page: path, limit: Self.mostRows).withoutScript
        )
    }

    private func all(_ path: SitePath) -> HTML {
        let link = HTML(.a, [.href(.table(digest.name), from: path)], "one page has all \(digest.runs.count)")
        return HTML(.noscript, [], HTML(.p, [.class("quiet")], "The first \(Self.mostRows) runs; ", link, "."))
    }

    /// The script's place for plots of the whole sweep.
    private var explore: HTML {
        HTML(
            .section,
            [.id("explore"), .ariaLabel("Plots of all runs")],
            HTML(.h2, [], "All runs together"),
            HTML(
                .noscript,
                [],
                HTML(.p, [.class("quiet")], "Parallel coordinates, scatter and heat map need JavaScript.")
            )
        )
    }

    private var dependence: HTML {
        guard let importance, let objective = digest.objective else { return .nothing }
        return ImportancePanel(ranking: importance, objective: objective).html
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
