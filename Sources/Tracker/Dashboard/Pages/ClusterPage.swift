import Foundation
import RunLog

/// Where the lab's runs wait and run, what they have cost, and which of them failed.
package struct ClusterPage: Sendable {
    let sweeps: [SweepDigest]
    let records: [Run.ID: RunRecords]
    /// What each attempt took, by the sweep's name.
    private let costs: [(sweep: String, cost: AttemptCost)]

    private static let mostRows = 200

    /// - Parameters:
    ///   - sweeps: The sweeps with the runs that have pages.
    ///   - replaced: Attempts without a page, because a later one stands in their place.
    ///   - records: What runs noted of themselves.
    ///   - spans: Seconds that each run took.
    package init(
        sweeps: [SweepDigest],
        replaced: [Run],
        records: [Run.ID: RunRecords],
        spans: [Run.ID: Double]
    ) {
        self.sweeps = sweeps
        self.records = records
        let attempts = sweeps.flatMap { sweep in sweep.runs.map { (sweep.name, $0) } } + replaced.map { ($0.sweep, $0) }
        costs = attempts.map { name, run in
            let span = spans[run.id] ?? RunSpan.seconds(of: run, curves: [])
            return (name, AttemptCost(of: run, records: records[run.id], span: span))
        }
    }

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
        let hours = costs.reduce(0) { $0 + $1.cost.hours }
        return "\(running) running, \(waiting) waiting, \(Self.hours(hours)) hours run so far"
    }

    // MARK: What each place makes of it

    private var places: HTML {
        let overview = ClusterOverview(runs, costs: costs.map(\.cost), place: place(of:))
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
        /// Hours of runs of which nobody says how many GPUs they held.
        var unknown = 0.0

        mutating func add(_ cost: AttemptCost) {
            runs += 1
            finished += cost.run.state == .finished ? 1 : 0
            failed += [.failed, .crashed, .lost].contains(cost.run.state) ? 1 : 0
            hours += cost.hours
            if let more = cost.gpuHours { gpuHours += more } else { unknown += cost.hours }
        }
    }

    private var cost: HTML {
        var costs: [String: [String: Cost]] = [:]
        for (sweep, cost) in self.costs {
            costs[place(of: cost.run), default: [:]][sweep, default: Cost()].add(cost)
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
                            HTML(.td, [.class("n")], .text(Self.hours(cost.hours))),
                            HTML(.td, [.class("n")], .text(Self.gpuHours(cost))),
                        ])
                    }
            }
        guard !rows.isEmpty else { return .nothing }
        let head = ["Sweep", "Where", "Attempts", "Finished", "Failed", "Hours", "GPU-hours"]
        let sources = AttemptCost.sources(self.costs.map(\.cost)).map { HTML(.p, [.class("quiet")], .text($0)) }
        let table = Self.table(head, [2, 3, 4, 5, 6], Array(rows.prefix(Self.mostRows)))
        return Self.panel("Cost", [table, sources ?? .nothing])
    }

    private static func gpuHours(_ cost: Cost) -> String {
        if cost.gpuHours == 0, cost.unknown > 0 { return "not recorded" }
        return hours(cost.gpuHours) + (cost.unknown > 0 ? " + unknown" : "")
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

    private static func hours(_ hours: Double) -> String {
        NumberText.Column.decimals(hours < 100 ? 2 : 0).text(hours)
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
