import Foundation
import RunLog

/// A sweep's runs, a row each.
///
/// Complete without a script; the script makes its own, with sorting, filtering and hiding.
package struct RunsTable: Sendable {
    private let digest: SweepDigest
    private let spans: [Run.ID: Double]
    private let page: SitePath
    private let columns: [RunsColumn]

    private let runs: ArraySlice<Run>

    /// A table of the sweep's runs on a page, with at most so many rows.
    package init(digest: SweepDigest, spans: [Run.ID: Double], page: SitePath, limit: Int = .max) {
        self.digest = digest
        runs = digest.runs.prefix(limit)
        self.spans = spans
        self.page = page
        columns = RunsColumn.all(of: digest)
    }

    /// The table for who has no JavaScript, in the place where the script puts its own: what nobody will see is not
    /// laid out.
    package var withoutScript: HTML { scroll(HTML(.noscript, [], table)) }

    package var html: HTML { scroll(table) }

    private func scroll(_ content: HTML) -> HTML {
        HTML(
            .div,
            [.class("scroll"), HTMLAttribute("tabindex", "0"), .role("region"), .ariaLabel("Runs")],
            content
        )
    }

    private var table: HTML {
        let first = [RunsColumn.heading("Run"), RunsColumn.heading("State")]
        let last = ["Duration", "Started"].map { RunsColumn.heading($0, [.class("n")]) }
        let head = HTML(.thead, [], HTML(.tr, [], each: first + columns.map(\.heading) + last))
        let body = HTML(.tbody, [], each: runs.map(row))
        return HTML(.table, [.class("runs")], head, body)
    }

    private func row(_ run: Run) -> HTML {
        let stroke = digest.stroke(of: run)
        let started = run.startedAt
        let cells =
            [name(run, stroke), state(run)] + columns.map { $0.cell(run) } + [
                span(run),
                HTML(.td, [.class("n")], TimeText.element(started)),
            ]
        let old = digest.superseded.contains(run.id) ? " old" : ""
        return HTML(
            .tr,
            [.class(stroke.classes + old)],
            each: cells
        )
    }

    private func name(_ run: Run, _ stroke: RunStroke) -> HTML {
        let link = HTML(.a, [.href(.run(run.id), from: page)], UserText.isolated(RunName.short(run), limit: 60))
        return HTML(
            .th,
            [HTMLAttribute("scope", "row")],
            HTML(.svg, [.class("key"), .hidden], HTML(.path, [HTMLAttribute("d", "M1 5h22")])),
            link
        )
    }

    private func state(_ run: Run) -> HTML {
        HTML(.td, [.title(UserText.shortened(run.evidence, to: 300))], StateMark.chip(run.state))
    }

    private func span(_ run: Run) -> HTML {
        HTML(.td, [.class("n")], .text(spans[run.id].map(TimeText.duration) ?? "–"))
    }
}
