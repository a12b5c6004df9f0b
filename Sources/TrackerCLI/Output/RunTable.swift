import RunLog
import Terminal
import Tracker

/// Runs as a table for a person.
struct RunTable {
    private static let explanationLimit = 10

    private let runs: [Run]
    private let columns: [RunColumn]
    private let wereAskedFor: Bool
    private let now: Double

    /// A table of the columns that were asked for or, without any, of those that suit the runs.
    init(_ runs: [Run], columns: [RunColumn]?, now: Double) {
        self.runs = runs
        self.columns = columns ?? DefaultColumns.table(runs)
        wereAskedFor = columns != nil
        self.now = now
    }

    /// The table's lines; on a terminal without room for all the columns that suit the runs, those that matter most.
    func text(_ traits: OutputTraits) -> String {
        let table = table(of: columns)
        guard let width = traits.width, !wereAskedFor else { return table.text(traits) }
        let kept = DefaultColumns.fitting(columns, table.leastWidths, in: width)
        if kept.count == columns.count { return table.text(traits) }
        let count = columns.count - kept.count
        let left = "… \(count) more \(count == 1 ? "column" : "columns"); --columns chooses, --format csv has all\n"
        return self.table(of: kept).text(traits) + left
    }

    private func table(of columns: [RunColumn]) -> Table {
        var table = Table(columns.map(header))
        var readers = columns.map(ColumnReader.init)
        for run in runs { table.add(readers.indices.map { cell(&readers[$0], of: run) }) }
        return table
    }

    /// Why runs failed, crashed or got lost, a line each: `6 crashed: process 12 on node3 is gone …`.
    ///
    /// Not a column: there it would be cut where it begins to say something.
    static func explanations(_ runs: [Run], _ traits: OutputTraits) -> String {
        let explained = runs.filter(\.state.needsExplaining)
        var text = ""
        for run in explained.prefix(explanationLimit) {
            let state = traits.isStyled ? run.state.style.applied(to: run.state.rawValue) : run.state.rawValue
            text += "\(run.id) \(state): \(run.evidence)\n"
        }
        let more = explained.count - explanationLimit
        return more > 0
            ? text + "… and \(more) more; `tracker list runs --columns id,state,evidence` shows all\n" : text
    }

    /// Such as `8 runs · 7 finished · 1 failed`.
    static func footer(_ runs: [Run]) -> String {
        let counts = Dictionary(grouping: runs, by: \.state).mapValues(\.count)
        let parts = RunState.allCases.compactMap { state in counts[state].map { "\($0) \(state.rawValue)" } }
        return (["\(runs.count) \(runs.count == 1 ? "run" : "runs")"] + parts).joined(separator: " · ")
    }

    private func header(_ column: RunColumn) -> Table.Column {
        switch column {
        case .id, .trial, .attempt, .duration, .age, .created, .started, .finished: Table.Column(column.name, .trailing)
        case .evidence, .tags, .notes: Table.Column(column.name, mayShrink: true)
        case .parameter(let path):
            Table.Column(heading(path), isNumeric(column) ? .trailing : .leading, mayShrink: true)
        case .metric(let name, .last): Table.Column(name, .trailing)
        case .metric(let name, let statistic): Table.Column("\(name).\(statistic.rawValue)", .trailing)
        case .moment(let moment): Table.Column("\(moment)", .trailing)
        case .sweep, .key, .stage, .state, .host, .archived: Table.Column(column.name)
        }
    }

    private func heading(_ path: String) -> String {
        Self.heading(path, among: columns)
    }

    /// The last part of a path, where no other of the columns ends in the same.
    static func heading(_ path: String, among columns: [RunColumn]) -> String {
        let last = path.split(separator: ".").last.map(String.init) ?? path
        let namesakes = columns.filter { column in
            guard case .parameter(let other) = column else { return column.name == last }
            return other == last || other.hasSuffix(".\(last)")
        }
        return namesakes.count == 1 ? last : path
    }

    private func isNumeric(_ column: RunColumn) -> Bool {
        var reader = ColumnReader(column)
        return runs.allSatisfy { run in reader.value(of: run, now: now).map { $0.doubleValue != nil } ?? true }
    }

    private func cell(_ reader: inout ColumnReader, of run: Run) -> Table.Cell {
        guard let value = reader.value(of: run, now: now) else { return Table.Cell("-", .dim) }
        switch reader.column {
        case .state: return Table.Cell(run.state.rawValue, run.state.style)
        case .key: return Table.Cell(RunText.shortKey(run.key))
        case .duration, .age: return Table.Cell(RunText.duration(value))
        case .created, .started, .finished: return Table.Cell(RunText.time(value))
        case .metric, .moment: return Table.Cell(RunText.measured(value))
        case .evidence: return Table.Cell(run.evidence)
        case .tags: return Table.Cell(run.tags.joined(separator: " "))
        case .notes: return Table.Cell(run.notes.joined(separator: " · "))
        case .archived: return Table.Cell(run.archivedAt == nil ? "" : "archived")
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
