import Expressions
import Sweep
import Terminal

/// The trials of a sweep on standard output.
struct TrialRows {
    private let trials: TrialTable
    private let limit: Int

    init(_ trials: TrialTable, limit: Int) {
        self.trials = trials
        self.limit = limit
    }

    /// Prints them; CSV and JSON as the rows are made, a table once all are known, as its columns need.
    func write(_ format: OutputFormat, _ traits: OutputTraits) {
        switch format {
        case .table:
            var table = Table(trials.columns.map { Table.Column($0, .trailing) })
            for row in trials.prefix(limit) { table.add(row.map { Table.Cell($0.description) }) }
            print(table.text(traits), terminator: "")
        case .csv:
            print(trials.csvHeader, terminator: "")
            for row in trials.prefix(limit) { print(trials.csvLine(row), terminator: "") }
        case .json:
            for row in trials.prefix(limit) { print(trials.jsonLine(row), terminator: "") }
        }
    }
}
