import RunLog
import Sweep

/// One expected table beside what was measured: paper | ours ± interval | Δ | verdict, every number leading to its runs.
package struct AblationPage: Sendable {
    let reproduction: Reproduction
    /// The runs that have a page of their own.
    let pages: Set<Run.ID>

    private var grid: ReproductionGrid { ReproductionGrid(reproduction) }

    package var page: PageFrame.Page {
        let path = SitePath.ablation(sweep: reproduction.sweep, table: reproduction.name)
        let title = reproduction.table.title
        return PageFrame.Page(
            path: path,
            kind: .ablation,
            title: title,
            trail: [(reproduction.sweep, .sweep(reproduction.sweep)), (title, path)],
            revision: .revision,
            content: [head, notes, claims, rows(path), history].compactMap { $0 }
        )
    }

    private var head: HTML {
        let counts = reproduction.report.counts.map { word, count in
            HTML(.li, [], VerdictMark.chip(word), " \(count)")
        }
        return HTML(
            .section,
            [.class("head")],
            HTML(.h1, [], UserText.isolated(reproduction.table.title, limit: 200)),
            HTML(.ul, [.class("states")], each: counts),
            HTML(.p, [.class("quiet")], UserText.isolated(grid.subtitle, limit: 600)),
            reproduction.table.note.map { HTML(.p, [], UserText.isolated($0, limit: 600)) } ?? .nothing
        )
    }

    private var notes: HTML? {
        let warnings = reproduction.warnings
        guard !warnings.isEmpty else { return nil }
        let items = warnings.map { HTML(.li, [], UserText.isolated($0, limit: 300)) }
        return HTML(
            .section,
            [.class("panel caution")],
            HTML(.h2, [], "Before you believe it"),
            HTML(.ul, [], each: items)
        )
    }

    // MARK: - Claims

    private var claims: HTML {
        let names = ["Claim", "Verdict", "Paper", "Ours", "p", "Rests on", "Remarks"]
        let cells = grid.claims.cells
        let body = zip(reproduction.report.claims, cells)
            .map { verdict, texts in
                let says = UserText.isolated(verdict.claim.says, limit: 200)
                let test = HTML(.code, [], UserText.isolated(verdict.claim.text, limit: 120))
                let size =
                    "\(verdict.size) \(verdict.units.rawValue)" + (verdict.looks > 1 ? ", \(verdict.looks) looks" : "")
                return HTML(
                    .tr,
                    [],
                    HTML(.th, [HTMLAttribute("scope", "row")], says, " ", HTML(.small, [.class("quiet")], test)),
                    HTML(.td, [], VerdictMark.chip(verdict.verdict.word), VerdictMark.more(verdict)),
                    HTML(.td, [.class("n")], .text(texts[2])),
                    HTML(.td, [.class("n")], .text(texts[3])),
                    HTML(.td, [.class("n")], .text(texts[4])),
                    HTML(.td, [], .text(size)),
                    HTML(.td, [.class("quiet")], UserText.isolated(texts[7].isEmpty ? "–" : texts[7], limit: 400))
                )
            }
        return panel("Claims", AblationPlots(reproduction).claims, names, body, numeric: 2...4)
    }

    // MARK: - Rows

    private func rows(_ path: SitePath) -> HTML {
        let report = reproduction.report
        let delta = reproduction.table.baseline.map { ["Δ paper", "Δ ours to \($0)"] } ?? []
        // A column that is empty throughout says nothing.
        let isComplete = report.rows.allSatisfy { ($0.measurement.missing ?? "").isEmpty }
        let names = ["Row", "Paper", "Ours"] + delta + ["Runs by seed", "Looked at"] + (isComplete ? [] : ["Missing"])
        let body = zip(report.rows, grid.rows.cells)
            .map { row, texts in
                let numbers = texts[1..<3 + delta.count].map { HTML(.td, [.class("n")], .text($0)) }
                let missing = texts[texts.count - 1]
                let why = missing.isEmpty ? HTML.nothing : UserText.isolated(missing, limit: 400)
                return HTML(
                    .tr,
                    [],
                    each: [HTML(.th, [HTMLAttribute("scope", "row")], UserText.isolated(row.row.label, limit: 120))]
                        + numbers + [
                            HTML(.td, [], each: links(row, path)), HTML(.td, [], .text(texts[texts.count - 2])),
                        ] + (isComplete ? [] : [HTML(.td, [.class("quiet")], why)])
                )
            }
        let sources = grid.sources.map { HTML(.li, [], UserText.isolated($0, limit: 400)) }
        return panel(
            "Rows",
            AblationPlots(reproduction).rows,
            names,
            body,
            numeric: 1...2 + delta.count,
            below: HTML(.ul, [.class("quiet")], each: sources)
        )
    }

    /// A link for each run, to its configuration, script and log.
    private func links(_ row: RowSummary, _ path: SitePath) -> [HTML] {
        let runs = reproduction.runs[row.row.id] ?? []
        guard !runs.isEmpty else { return ["–"] }
        return runs.enumerated()
            .flatMap { index, run -> [HTML] in
                let name = HTML.text("\(run.parameters["seed"]?.intValue ?? 0)")
                let link = pages.contains(run.id) ? HTML(.a, [.href(.run(run.id), from: path)], name) : name
                return index == 0 ? [link] : [" · ", link]
            }
    }

    // MARK: - The table itself

    private var history: HTML? {
        guard let history = reproduction.history else { return nil }
        let versions = history.versions.map { version in
            HTML(
                .li,
                [],
                TimeText.element(version.seenAt),
                .text(", \(version.results) runs finished by then, SHA-256 "),
                HTML(.code, [], .text(String(version.digest.prefix(12))))
            )
        }
        let changes = history.changes
        let diff = changes.isEmpty ? HTML.nothing : HTML(.pre, [], .text(changes.joined(separator: "\n")))
        return HTML(
            .details,
            [.class("panel")],
            HTML(.summary, [], HTML(.h2, [], "What was expected, and since when")),
            HTML(.ul, [], each: versions),
            diff,
            HTML(.pre, [], UserText.isolated(history.versions.last?.text ?? "", limit: 20_000))
        )
    }

    private func panel(
        _ title: String,
        _ plot: ForestPlot?,
        _ names: [String],
        _ body: [HTML],
        numeric: ClosedRange<Int>,
        below: HTML = .nothing
    ) -> HTML {
        let head = names.enumerated()
            .map { index, name in
                HTML(
                    .th,
                    [HTMLAttribute("scope", "col")] + (numeric.contains(index) ? [.class("n")] : []),
                    UserText.isolated(name, limit: 60)
                )
            }
        let table = HTML(
            .table,
            [.class("ablation")],
            HTML(.thead, [], HTML(.tr, [], each: head)),
            HTML(.tbody, [], each: body)
        )
        let scroll = [
            .class("scroll"), HTMLAttribute("tabindex", "0"), HTMLAttribute.role("region"), .ariaLabel(title),
        ]
        return HTML(
            .section,
            [.class("panel")],
            HTML(.h2, [], .text(title)),
            plot?.html ?? .nothing,
            HTML(.div, scroll, table),
            below
        )
    }
}
