import RunLog
import Terminal
import Tracker

/// The columns that suit a list of runs: what tells them apart, how they stand, what they came to.
enum DefaultColumns {
    /// More parameters than a line has room for are left to --columns.
    private static let parameterLimit = 8
    private static let metricLimit = 6

    /// The columns for a table.
    static func table(_ runs: [Run]) -> [RunColumn] {
        var columns: [RunColumn] = [.id]
        if varies(runs, \.sweep) { columns.append(.sweep) }
        if runs.contains(where: { $0.trial != nil }) { columns.append(.trial) }
        columns.append(.key)
        if runs.contains(where: { $0.attempt > 1 }) { columns.append(.attempt) }
        if varies(runs, \.stage) { columns.append(.stage) }
        columns += [.state, .duration]
        if runs.contains(where: { $0.archivedAt != nil }) { columns.append(.archived) }
        if runs.contains(where: { !$0.tags.isEmpty }) { columns.append(.tags) }
        columns += Run.varyingParameters(of: runs).prefix(parameterLimit).map { .parameter($0) }
        columns += mainMetrics(runs).prefix(metricLimit).map { .metric($0, .last) }
        return columns
    }

    /// The columns for which a terminal has room, in their order.
    ///
    /// Parameters are given up first, the last of them before the others, then what is merely nice to know, then metrics.
    static func fitting(_ columns: [RunColumn], _ widths: [Int], in width: Int) -> [RunColumn] {
        var kept = Array(columns.indices)
        while Table.width(of: kept.map { widths[$0] }) > width {
            let least = kept.map { importance(columns[$0]) }.min()
            guard let least, let victim = kept.last(where: { importance(columns[$0]) == least }), kept.count > 1 else {
                break
            }
            kept.removeAll { $0 == victim }
        }
        return kept.map { columns[$0] }
    }

    private static func importance(_ column: RunColumn) -> Int {
        switch column {
        case .parameter: 0
        case .tags, .archived, .stage, .sweep, .attempt, .trial: 1
        case .duration: 2
        case .metric: 3
        default: 4
        }
    }

    /// The columns for a file: all there are.
    static func file(_ runs: [Run]) -> [RunColumn] {
        let parameters = Run.parameterNames(of: runs).sorted()
        let metrics = Run.metricNames(of: runs).sorted()
        return RunColumn.lasting + parameters.map { .parameter($0) } + metrics.map { .metric($0, .last) }
    }

    private static func varies(_ runs: [Run], _ path: KeyPath<Run, String>) -> Bool {
        guard let first = runs.first else { return false }
        return runs.contains { $0[keyPath: path] != first[keyPath: path] }
    }

    /// `train/loss` and the evaluation's totals; where there are none, the first few that are logged.
    static func mainMetrics(_ runs: [Run]) -> [String] {
        let names = Run.metricNames(of: runs).filter { !$0.hasPrefix("system/") }.sorted()
        // `eval/mme.count` is a part of `eval/mme`.
        let evaluation = names.filter { name in
            name.hasPrefix("eval/") && !names.contains { name.hasPrefix("\($0).") }
        }
        let main = names.filter { $0 == "train/loss" } + evaluation
        return main.isEmpty ? Array(names.prefix(3)) : main
    }
}

extension RunState {
    /// Whether a list says why a run is in this state.
    var needsExplaining: Bool {
        switch self {
        case .failed, .crashed, .lost: true
        case .created, .submitting, .queued, .running, .finished, .cancelled: false
        }
    }
}
