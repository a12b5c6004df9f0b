import Foundation
import RunLog

/// Where the lab's runs wait and run, what they have cost, and which of them failed.
package struct ClusterPage: Sendable {
    let sweeps: [SweepDigest]
    let records: [Run.ID: RunRecords]
    let spans: [Run.ID: Double]

    private static let mostRows = 200

    package var page: PageFrame.Page {
        PageFrame.Page(
            path: .cluster,
            kind: .cluster,
            title: "Cluster",
            trail: [("Cluster", .cluster)],
            revision: .revision,
            content: [HTML(.h1, [], "Cluster"), news]
        )
    }

    var live: LiveData { LiveData(parts: [("news", news)]) }

    private var news: HTML {
        HTML(
            .div,
            [.id("news"), .class("stack")],
            HTML(.p, [.class("lead")], .text(summary)),
            places,
            queue,
            cost,
            failures
        )
    }

    private var runs: [Run] { sweeps.flatMap(\.current) }

    private var summary: String {
        let waiting = runs.count { [.created, .submitting, .queued].contains($0.state) }
        let running = runs.count { $0.state == .running }
        return
            "\(running) running, \(waiting) waiting, \(Self.hours(runs.reduce(0) { $0 + (spans[$1.id] ?? 0) })) hours run so far"
    }

    // MARK: What each place makes of it

    private var places: HTML {
        let overview = ClusterOverview(sweeps, spans: spans, gpus: { records[$0.id]?.gpus }, place: place(of:))
        guard !overview.rows.isEmpty else { return .nothing }
        let heads = ClusterOverview.heads
        return Self.panel("Clusters", [Self.table(heads, Set(1..<heads.count - 1), overview.rows.map(Self.row))])
    }

    // MARK: What waits and runs

    private var queue: HTML {
        let open = runs.filter { !$0.state.isFinal }
            .sorted {
                ($0.state == .running ? 0 : 1, $0.createdAt, $0.id) < (
                    $1.state == .running ? 0 : 1, $1.createdAt, $1.id
                )
            }
        guard !open.isEmpty else { return Self.panel("Queue", [HTML(.p, [.class("quiet")], "Nothing waits or runs.")]) }
        let rows = open.prefix(Self.mostRows)
            .map { run in
                Self.row([
                    Self.link(run), HTML(.td, [], StateMark.chip(run.state)),
                    HTML(.td, [], UserText.isolated(queue(of: run), limit: 80)),
                    HTML(.td, [], UserText.isolated(run.slurm?.nodes ?? run.host ?? "–", limit: 40)),
                    HTML(.td, [], TimeText.element(run.startedAt ?? run.slurm?.submittedAt ?? run.createdAt)),
                    HTML(.td, [], UserText.isolated(Self.slurm(run), limit: 80)),
                    HTML(.td, [.class("wide-cell")], UserText.isolated(run.evidence, limit: 160)),
                ])
            }
        return Self.panel(
            "Queue",
            [
                Self.table(["Run", "State", "Where", "Host", "Since", "Slurm", "What was seen"], [], rows),
                Self.rest(open.count),
            ]
        )
    }

    // MARK: What it cost

    private struct Cost {
        var runs = 0
        var finished = 0
        var failed = 0
        var hours = 0.0
        var gpuHours = 0.0
        /// Hours of runs that did not say how many GPUs they held.
        var unknown = 0.0
    }

    private var cost: HTML {
        var costs: [String: [String: Cost]] = [:]
        for sweep in sweeps {
            // Attempts that were replaced cost as much as the others.
            for run in sweep.runs { add(run, to: &costs[place(of: run), default: [:]][sweep.name, default: Cost()]) }
        }
        let rows = costs.sorted { $0.key < $1.key }
            .flatMap { place, sweeps in
                sweeps.sorted { ($1.value.hours, $0.key) < ($0.value.hours, $1.key) }
                    .map { name, cost in
                        Self.row([
                            HTML(
                                .th,
                                [HTMLAttribute("scope", "row")],
                                HTML(.a, [.href(.sweep(name), from: .cluster)], UserText.isolated(name, limit: 60))
                            ),
                            HTML(.td, [], UserText.isolated(place, limit: 40)), Self.number(cost.runs),
                            Self.number(cost.finished), Self.number(cost.failed),
                            HTML(.td, [.class("n")], .text(Self.hours(cost.hours * 3600))),
                            HTML(.td, [.class("n")], .text(Self.gpuHours(cost))),
                        ])
                    }
            }
        guard !rows.isEmpty else { return .nothing }
        let head = ["Sweep", "Where", "Attempts", "Finished", "Failed", "Hours", "GPU-hours"]
        return Self.panel("Cost", [Self.table(head, [2, 3, 4, 5, 6], Array(rows.prefix(Self.mostRows)))])
    }

    private func add(_ run: Run, to cost: inout Cost) {
        let hours = (spans[run.id] ?? 0) / 3600
        cost.runs += 1
        cost.finished += run.state == .finished ? 1 : 0
        cost.failed += [.failed, .crashed, .lost].contains(run.state) ? 1 : 0
        cost.hours += hours
        if let gpus = records[run.id]?.gpus { cost.gpuHours += hours * Double(gpus) } else { cost.unknown += hours }
    }

    private static func gpuHours(_ cost: Cost) -> String {
        if cost.gpuHours == 0, cost.unknown > 0 { return "not recorded" }
        return hours(cost.gpuHours * 3600) + (cost.unknown > 0 ? " + unknown" : "")
    }

    // MARK: What failed

    private var failures: HTML {
        let bad = runs.filter { [.failed, .crashed, .lost].contains($0.state) }
            .sorted { ($1.finishedAt ?? $1.createdAt, $1.id) < ($0.finishedAt ?? $0.createdAt, $0.id) }
        guard !bad.isEmpty else { return Self.panel("Failures", [HTML(.p, [.class("quiet")], "No run has failed.")]) }
        let hosts = Dictionary(grouping: bad, by: { $0.host ?? "no host" }).mapValues(\.count)
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let byHost = hosts.prefix(8).map { "\(UserText.isolatedText($0.key, limit: 40)) \($0.value)" }
            .joined(separator: ", ")
        let rows = bad.prefix(Self.mostRows)
            .map { run in
                Self.row([
                    Self.link(run), HTML(.td, [], StateMark.chip(run.state)),
                    HTML(.td, [], run.host.map { UserText.isolated($0, limit: 40) } ?? "–"),
                    HTML(.td, [], TimeText.element(run.finishedAt)),
                    HTML(.td, [.class("wide-cell")], UserText.isolated(run.evidence, limit: 300)),
                ])
            }
        return Self.panel(
            "Failures",
            [
                HTML(.p, [.class("quiet")], .text("By host: \(byHost)")),
                Self.table(["Run", "State", "Host", "Ended", "What was seen"], [], rows), Self.rest(bad.count),
            ]
        )
    }

    // MARK: Pieces

    private func place(of run: Run) -> String { run.cluster ?? records[run.id]?.cluster ?? "this machine" }

    /// The place with the partition.
    private func queue(of run: Run) -> String {
        place(of: run) + (run.slurm?.partition.map { ", \($0)" } ?? "")
    }

    /// The job with Slurm's state and the reason why it waits.
    private static func slurm(_ run: Run) -> String {
        guard let job = run.slurm?.job else { return "–" }
        return "\(job) " + (run.slurm?.state == nil ? "" : ClusterOverview.reason(of: run))
    }

    private static func hours(_ seconds: Double) -> String {
        NumberText.Column.decimals(seconds < 360_000 ? 2 : 0).text(seconds / 3600)
    }

    private static func link(_ run: Run) -> HTML {
        HTML(
            .th,
            [HTMLAttribute("scope", "row")],
            HTML(
                .a,
                [.href(.run(run.id), from: .cluster)],
                UserText.isolated(run.sweep, limit: 40),
                " / ",
                UserText.isolated(RunName.short(run), limit: 40)
            )
        )
    }

    private static func number(_ count: Int) -> HTML { HTML(.td, [.class("n")], "\(count)") }
    private static func row(_ cells: [HTML]) -> HTML { HTML(.tr, [], each: cells) }

    private static func rest(_ count: Int) -> HTML {
        count > mostRows ? HTML(.p, [.class("quiet")], "and \(count - mostRows) more on the sweeps' pages") : .nothing
    }

    private static func table(_ heads: [String], _ numbers: Set<Int>, _ rows: [HTML]) -> HTML {
        let head = heads.enumerated()
            .map { index, title in
                HTML(
                    .th,
                    [HTMLAttribute("scope", "col")] + (numbers.contains(index) ? [.class("n")] : []),
                    .text(title)
                )
            }
        return HTML(
            .div,
            [
                .class("scroll"), HTMLAttribute("tabindex", "0"), .role("region"),
                .ariaLabel(heads.joined(separator: ", ")),
            ],
            HTML(.table, [], HTML(.thead, [], HTML(.tr, [], each: head)), HTML(.tbody, [], each: rows))
        )
    }

    private static func panel(_ title: String, _ content: [HTML]) -> HTML {
        HTML(.section, [.class("panel")], HTML(.h2, [], .text(title)), .group(content))
    }
}
