import Foundation
import RunLog

/// A sweep's runs, a row each.
///
/// Complete without a script; the script adds sorting, filtering and hiding.
package struct RunsTable: Sendable {
    private let digest: SweepDigest
    private let spans: [Run.ID: Double]
    private let page: SitePath
    private let columns: [RunsColumn]

    package init(digest: SweepDigest, spans: [Run.ID: Double], page: SitePath) {
        self.digest = digest
        self.spans = spans
        self.page = page
        columns = RunsColumn.all(of: digest)
    }

    package var html: HTML {
        let first = [RunsColumn.heading("Run", key: "run"), RunsColumn.heading("State", key: "state")]
        let last = ["Duration", "Started"].map { RunsColumn.heading($0, key: $0.lowercased(), [.class("n")]) }
        let head = HTML(.thead, [], HTML(.tr, [], each: first + columns.map(\.heading) + last))
        let body = HTML(.tbody, [], each: digest.runs.map(row))
        return HTML(
            .div,
            [.class("scroll"), HTMLAttribute("tabindex", "0"), .role("region"), .ariaLabel("Runs")],
            HTML(.table, [.class("runs"), .id("runs")], head, body)
        )
    }

    private func row(_ run: Run) -> HTML {
        let stroke = digest.stroke(of: run)
        let started = run.startedAt
        let cells =
            [name(run, stroke), state(run)] + columns.map { $0.cell(run) } + [
                span(run),
                HTML(.td, [.class("n"), sortKey(started?.timeIntervalSince1970)], TimeText.element(started)),
            ]
        let old = digest.superseded.contains(run.id) ? " old" : ""
        return HTML(
            .tr,
            [
                HTMLAttribute("data-run", String(run.id)), HTMLAttribute("data-state", run.state.rawValue),
                .class(stroke.classes + old),
            ],
            each: cells
        )
    }

    private func name(_ run: Run, _ stroke: RunStroke) -> HTML {
        let key = HTML(.svg, [.class("key"), .hidden], HTML(.path, [HTMLAttribute("d", "M1 5h22")]))
        let link = HTML(.a, [.href(.run(run.id), from: page)], UserText.isolated(RunName.short(run), limit: 60))
        return HTML(
            .th,
            [HTMLAttribute("scope", "row"), sortKey(Double(run.trial.map(Int64.init) ?? run.id))],
            key,
            link
        )
    }

    private func state(_ run: Run) -> HTML {
        let chip = StateMark.chip(run.state)
        return HTML(
            .td,
            [sortKey(Double(StateCount.rank(of: run.state))), .title(UserText.shortened(run.evidence, to: 300))],
            chip
        )
    }

    private func span(_ run: Run) -> HTML {
        let seconds = spans[run.id]
        return HTML(.td, [.class("n"), sortKey(seconds)], .text(seconds.map(TimeText.duration) ?? "–"))
    }

    private func sortKey(_ value: Double?) -> HTMLAttribute {
        HTMLAttribute("data-sort", value.map(NumberText.shortest) ?? "")
    }
}
