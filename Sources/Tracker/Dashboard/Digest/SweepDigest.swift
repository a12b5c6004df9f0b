import Foundation
package import RunLog

/// What the pages say of a sweep, worked out once.
package struct SweepDigest: Sendable {
    package let name: String
    /// In order of trial, then of id; what belongs to no trial comes last.
    package let runs: [Run]
    package let strokes: [Run.ID: RunStroke]
    /// Attempts that a later attempt at the same trial and stage replaced: they count for nothing.
    package let superseded: Set<Run.ID>
    /// The parameters that are not the same in all runs, sorted.
    package let varying: [String]
    /// The parameters that are, sorted.
    package let shared: [(name: String, value: JSONValue)]
    package let objective: SiteContent.Objective?
    /// Whether the objective was told or assumed from the metrics' names.
    package let isObjectiveAssumed: Bool
    package let best: Best?

    /// The best result so far.
    package struct Best: Sendable {
        package let run: Run
        package let value: Double
        package let step: Int64
    }

    package init(_ sweep: SiteContent.Sweep) {
        name = sweep.name
        runs = sweep.runs.sorted { ($0.trial ?? .max, $0.id) < ($1.trial ?? .max, $1.id) }
        strokes = RunStroke.assigned(to: runs)
        superseded = Self.superseded(in: runs)
        let names = Set(runs.flatMap(\.parameters.keys)).sorted()
        let runs = runs
        let varies = { (name: String) in Set(runs.map { $0.parameters[name] }).count > 1 }
        varying = names.filter(varies)
        shared = names.filter { !varies($0) }
            .compactMap { name in
                runs.first?.parameters[name].map { (name, $0) }
            }
        objective = sweep.objective ?? Self.assumedObjective(of: runs)
        isObjectiveAssumed = sweep.objective == nil
        best = objective.flatMap { Self.best(of: runs, by: $0) }
    }

    /// The attempts that count.
    package var current: [Run] { runs.filter { !superseded.contains($0.id) } }

    package var counts: [StateCount] { StateCount.counts(of: current) }

    /// Whether anything may still change.
    package var isLive: Bool { current.contains { !$0.state.isFinal } }

    package func stroke(of run: Run) -> RunStroke { strokes[run.id] ?? RunStroke(color: 0, dash: 0) }

    private static func superseded(in runs: [Run]) -> Set<Run.ID> {
        var latest: [[String]: Run] = [:]
        var superseded: Set<Run.ID> = []
        for run in runs.sorted(by: { ($0.attempt, $0.id) < ($1.attempt, $1.id) }) {
            if let earlier = latest.updateValue(run, forKey: [run.key, run.stage]) { superseded.insert(earlier.id) }
        }
        return superseded
    }

    /// An evaluation's headline to make large, or else a loss to make small.
    private static func assumedObjective(of runs: [Run]) -> SiteContent.Objective? {
        let names = Set(runs.flatMap(\.summaries.keys)).sorted()
        if let metric = names.first(where: { $0 == "eval/mme" }) ?? names.first(where: { $0 == "eval/accuracy" }) {
            return SiteContent.Objective(metric: metric, goal: .maximize)
        }
        let loss = names.first { $0.hasPrefix("eval/") && $0.hasSuffix("loss") } ?? names.first { $0.hasSuffix("loss") }
        return loss.map { SiteContent.Objective(metric: $0, goal: .minimize) }
    }

    private static func best(of runs: [Run], by objective: SiteContent.Objective) -> Best? {
        var best: Best?
        for run in runs {
            guard let summary = run.summaries[objective.metric] else { continue }
            let (value, step) =
                switch objective.goal {
                case .minimize: (summary.min, summary.minStep)
                case .maximize: (summary.max, summary.maxStep)
                }
            guard let value, value.isFinite else { continue }
            let isBetter = best.map { objective.goal == .minimize ? value < $0.value : value > $0.value } ?? true
            if isBetter { best = Best(run: run, value: value, step: step ?? summary.lastStep) }
        }
        return best
    }
}
