import RunLog
import Terminal
import Tracker

/// Runs as a table for a person.
struct RunTable {
    private let runs: [Run]
    private let columns: [RunColumn]
    private let now: Double

    init(_ runs: [Run], columns: [RunColumn], now: Double) {
        self.runs = runs
        self.columns = columns
        self.now = now
    }

    /// The table's lines.
    func text(_ traits: OutputTraits) -> String {
        var table = Table(columns.map(header))
        for run in runs { table.add(columns.map { cell($0, of: run) }) }
        return table.text(traits)
    }

    /// Such as `8 runs · 7 finished · 1 failed`.
    static func footer(_ runs: [Run]) -> String {
        let counts = Dictionary(grouping: runs, by: \.state).mapValues(\.count)
        let parts = RunState.allCases.compactMap { state in counts[state].map { "\($0) \(state.rawValue)" } }
        return (["\(runs.count) \(runs.count == 1 ? "run" : "runs")"] + parts).joined(separator: " · ")
    }

    private func header(_ column: RunColumn) -> Table.Column {
        switch column {
        case .id, .trial, .attempt, .duration, .created, .started, .finished: Table.Column(column.name, .trailing)
        case .evidence: Table.Column("evidence", mayShrink: true)
        case .parameter(let path): Table.Column(path, isNumeric(column) ? .trailing : .leading, mayShrink: true)
        case .metric(let name, .last): Table.Column(name, .trailing)
        case .metric(let name, let statistic): Table.Column("\(name).\(statistic.rawValue)", .trailing)
        case .sweep, .key, .stage, .state, .host: Table.Column(column.name)
        }
    }

    private func isNumeric(_ column: RunColumn) -> Bool {
        runs.allSatisfy { run in column.value(of: run, now: now).map { $0.doubleValue != nil } ?? true }
    }

    private func cell(_ column: RunColumn, of run: Run) -> Table.Cell {
        guard let value = column.value(of: run, now: now) else { return Table.Cell("-", .dim) }
        switch column {
        case .state: return Table.Cell(run.state.rawValue, run.state.style)
        case .key: return Table.Cell(RunText.shortKey(run.key))
        case .duration: return Table.Cell(RunText.duration(value))
        case .created, .started, .finished: return Table.Cell(RunText.time(value))
        case .metric: return Table.Cell(RunText.measured(value))
        case .evidence: return Table.Cell(run.evidence, run.state.needsExplaining ? .plain : .dim)
        case .id, .sweep, .trial, .stage, .attempt, .host, .parameter: return Table.Cell(RunText.exact(value))
        }
    }
}

extension RunState {
    /// How the state stands out on a terminal.
    var style: Style {
        switch self {
        case .created, .submitting, .queued: .dim
        case .running: .cyan
        case .finished: .green
        case .failed, .crashed: .red
        case .cancelled, .lost: .yellow
        }
    }
}
