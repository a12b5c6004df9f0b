import Foundation
import RunLog

/// What each place that runs were handed to has made of them: a row a cluster.
struct ClusterOverview {
    /// The figures of one place.
    fileprivate struct Place {
        var running = 0
        var waiting = 0
        var finished = 0
        var failed = 0
        var gpuHours = 0.0
        /// Whether some run did not say how many GPUs it held.
        var isPartial = false
        /// Seconds in the queue: of what has started until then, of what still waits until Slurm was last asked.
        var waits: [Double] = []
        /// How often attempts ended badly, by Slurm's word for it.
        var reasons: [String: Int] = [:]
    }

    private var places: [String: Place] = [:]

    /// - Parameters:
    ///   - current: The attempts that count.
    ///   - costs: All attempts: those that were replaced have waited, cost and failed as well.
    ///   - place: What the place of a run is called.
    init(_ current: [Run], costs: [AttemptCost], place: (Run) -> String) {
        for run in current { places[place(run), default: Place()].count(run.state) }
        for cost in costs { places[place(cost.run), default: Place()].add(cost) }
    }

    /// The rows, in the order of the names: a heading cell, then text or number cells as ``heads`` has them.
    var rows: [[HTML]] {
        places.sorted { $0.key < $1.key }
            .map { name, place in
                let waits = place.waits.sorted()
                return [
                    HTML(.th, [HTMLAttribute("scope", "row")], UserText.isolated(name, limit: 40)),
                    Self.number("\(place.running)"), Self.number("\(place.waiting)"), Self.number("\(place.finished)"),
                    Self.number("\(place.failed)"), Self.number(place.gpuText),
                    Self.number(waits.isEmpty ? "–" : TimeText.duration(Self.median(waits))),
                    Self.number(waits.last.map(TimeText.duration) ?? "–"),
                    HTML(.td, [.class("wide-cell")], UserText.isolated(place.reasonText, limit: 300)),
                ]
            }
    }

    static let heads = [
        "Cluster", "Running", "Waiting", "Finished", "Failed", "GPU-hours", "Wait, median", "Wait, longest",
        "What attempts failed of",
    ]

    /// Slurm's word for how an attempt ended, with its reason where that says more; without Slurm our own.
    static func reason(of run: Run) -> String {
        guard let state = run.slurm?.state?.split(separator: " ").first, state != "COMPLETED" else {
            return run.state.rawValue
        }
        let reason = run.slurm?.reason ?? ""
        return ["", "None", "(null)", String(state)].contains(reason) ? String(state) : "\(state) (\(reason))"
    }

    private static func median(_ sorted: [Double]) -> Double {
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }

    private static func number(_ text: String) -> HTML { HTML(.td, [.class("n")], .text(text)) }
}

extension ClusterOverview.Place {
    fileprivate mutating func count(_ state: RunState) {
        switch state {
        case .running: running += 1
        case .created, .submitting, .queued: waiting += 1
        case .finished: finished += 1
        case .failed, .crashed, .lost: failed += 1
        case .cancelled: break
        }
    }

    fileprivate mutating func add(_ cost: AttemptCost) {
        let run = cost.run
        if let hours = cost.gpuHours { gpuHours += hours } else if cost.hours > 0 { isPartial = true }
        if [.failed, .crashed, .lost].contains(run.state) { reasons[ClusterOverview.reason(of: run), default: 0] += 1 }
        guard let facts = run.slurm else { return }
        let sofar = run.state.isFinal ? nil : facts.seenAt
        guard let from = facts.submittedAt, let until = facts.startedAt ?? sofar else { return }
        waits.append(max(0, until.timeIntervalSince(from)))
    }

    fileprivate var gpuText: String {
        if gpuHours == 0, isPartial { return "not recorded" }
        return NumberText.Column.decimals(gpuHours < 100 ? 2 : 0).text(gpuHours) + (isPartial ? " + unknown" : "")
    }

    fileprivate var reasonText: String {
        reasons.isEmpty
            ? "–"
            : reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) \($0.value)" }
                .joined(separator: ", ")
    }
}
