import RunLog
import Sweep

/// The lab at a glance: a card a sweep, and the runs that need somebody.
package struct HomePage: Sendable {
    let lab: String
    let sweeps: [SweepDigest]
    /// A curve for each card, by the sweep's name: the best run's.
    let sparklines: [String: Series]
    let reproductions: [Reproduction]

    private static let mostProblems = 8
    /// Earlier sweeps have a line each instead of a card.
    private static let mostCards = 40

    package var page: PageFrame.Page {
        PageFrame.Page(
            path: .home,
            kind: .home,
            title: "",
            trail: [],
            revision: .revision,
            content: [HTML(.h1, [], "Sweeps"), news, ablations]
        )
    }

    var live: LiveData { LiveData(parts: [("news", news)]) }

    private var news: HTML {
        HTML(
            .div,
            [.id("news"), .class("stack")],
            HTML(.p, [.class("lead")], .text(summary)),
            sweeps.isEmpty ? Self.empty : HTML(.div, [.class("cards")], each: sweeps.prefix(Self.mostCards).map(card)),
            others,
            problems
        )
    }

    /// The sweeps that have no card: a line each.
    private var others: HTML {
        let rest = sweeps.dropFirst(Self.mostCards)
        guard !rest.isEmpty else { return .nothing }
        let rows = rest.map { sweep in
            let link = HTML(.a, [.href(.sweep(sweep.name), from: .home)], UserText.isolated(sweep.name, limit: 60))
            let done = sweep.current.count { $0.state == .finished }
            let best = sweep.best.map { NumberText.significant($0.value) } ?? "–"
            return HTML(
                .tr,
                [],
                HTML(.th, [HTMLAttribute("scope", "row")], link),
                HTML(.td, [.class("n")], "\(done) of \(sweep.current.count)"),
                HTML(.td, [], UserText.isolated(sweep.objective?.metric ?? "–", limit: 60)),
                HTML(.td, [.class("n")], .text(best))
            )
        }
        let head = ["Sweep", "Finished", "Metric", "Best"].enumerated()
            .map {
                HTML(
                    .th,
                    [HTMLAttribute("scope", "col")] + ($0.offset % 2 == 1 ? [.class("n")] : []),
                    .text($0.element)
                )
            }
        let table = HTML(.table, [], HTML(.thead, [], HTML(.tr, [], each: head)), HTML(.tbody, [], each: rows))
        return HTML(.section, [.class("panel"), .ariaLabel("Earlier sweeps")], HTML(.h2, [], "Earlier"), table)
    }

    private var summary: String {
        let runs = sweeps.reduce(0) { $0 + $1.current.count }
        let running = sweeps.reduce(0) { $0 + $1.current.count { $0.state == .running } }
        return "\(sweeps.count) sweep\(sweeps.count == 1 ? "" : "s"), \(runs) run\(runs == 1 ? "" : "s")"
            + (running > 0 ? ", \(running) running now" : "")
    }

    /// The expected tables, with how many of their claims have each verdict.
    private var ablations: HTML {
        guard !reproductions.isEmpty else { return .nothing }
        let items = reproductions.map { one in
            let path = SitePath.ablation(sweep: one.sweep, table: one.name)
            let verdicts = one.report.counts.flatMap { count -> [HTML] in
                [" ", VerdictMark.chip(count.word), " \(count.count)"]
            }
            return HTML(
                .li,
                [],
                HTML(.a, [.href(path, from: .home)], UserText.isolated(one.table.title, limit: 120)),
                HTML(.span, [.class("quiet")], " ", UserText.isolated(one.sweep, limit: 60)),
                .group(verdicts)
            )
        }
        return HTML(
            .section,
            [.class("panel")],
            HTML(.h2, [], "Reproduced tables ", HTML(.span, [.class("count")], "\(reproductions.count)")),
            HTML(.ul, [.class("tables")], each: items)
        )
    }

    private static let empty = HTML(
        .div,
        [.class("empty")],
        HTML(.p, [], HTML(.strong, [], "Nothing was run in this lab yet.")),
        HTML(.p, [], "Submit a sweep and build this page again: ", HTML(.code, [], "sweep submit sweeps/first.yaml"))
    )

    private func card(_ sweep: SweepDigest) -> HTML {
        let current = sweep.current
        let done = current.count { $0.state == .finished }
        let link = HTML(.a, [.href(.sweep(sweep.name), from: .home)], UserText.isolated(sweep.name, limit: 80))
        return HTML(
            .article,
            [.class("card")],
            HTML(.h2, [], link),
            current.isEmpty
                ? .nothing : HTML(.p, [.class("quiet")], "\(done) of \(current.count) finished", lastStart(sweep)),
            ProgressBar.html(sweep.counts),
            current.isEmpty ? .nothing : best(sweep)
        )
    }

    private func lastStart(_ sweep: SweepDigest) -> HTML {
        guard let last = sweep.runs.compactMap(\.startedAt).max() else { return .nothing }
        return .group([", last start ", TimeText.element(last)])
    }

    private func best(_ sweep: SweepDigest) -> HTML {
        guard let best = sweep.best, let objective = sweep.objective else {
            return HTML(.p, [.class("quiet")], "No result yet.")
        }
        let name = UserText.shortened(RunName.short(best.run), to: 60)
        let curve = sparklines[sweep.name].map { Sparkline.html($0, stroke: sweep.stroke(of: best.run)) } ?? .nothing
        return HTML(
            .div,
            [.class("best")],
            HTML(
                .p,
                [],
                HTML(.span, [.class("figure")], .text(NumberText.significant(best.value))),
                " ",
                HTML(
                    .span,
                    [.class("quiet")],
                    "best ",
                    UserText.isolated(objective.metric, limit: 60),
                    " (\(objective.goal.rawValue)), ",
                    HTML(.a, [.href(.run(best.run.id), from: .home)], UserText.isolated(name))
                )
            ),
            curve
        )
    }

    /// Runs that ended badly, with what was seen: the newest first, since those can still be acted upon.
    private var problems: HTML {
        let bad =
            sweeps
            .flatMap { sweep in sweep.current.filter { [.failed, .crashed, .lost].contains($0.state) } }
            .sorted { $0.id > $1.id }
        guard !bad.isEmpty else { return .nothing }
        let rows = bad.prefix(Self.mostProblems)
            .map { run in
                HTML(
                    .li,
                    [],
                    StateMark.chip(run.state),
                    HTML(
                        .a,
                        [.href(.run(run.id), from: .home)],
                        UserText.isolated(run.sweep, limit: 40),
                        " / ",
                        UserText.isolated(RunName.short(run), limit: 40)
                    ),
                    HTML(.span, [.class("quiet")], UserText.isolated(run.evidence, limit: 160))
                )
            }
        let rest = bad.count - rows.count
        return HTML(
            .section,
            [.class("panel")],
            HTML(.h2, [], "Needs a look"),
            HTML(.ul, [.class("problems")], each: rows),
            rest > 0 ? HTML(.p, [.class("quiet")], "and \(rest) more on the sweeps' pages") : .nothing
        )
    }
}
