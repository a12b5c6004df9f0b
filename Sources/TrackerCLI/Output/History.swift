import RunLog
import Terminal
import Tracker

/// The points of one metric of some runs, printed.
struct History {
    private let runs: [Run]
    private let series: [Int64: Series]
    private let limit: Int?

    init(runs: [Run], series: [Int64: Series], limit: Int?) {
        self.runs = runs
        self.series = series
        self.limit = limit
    }

    /// The points as text, ended by a newline.
    func text(_ format: OutputFormat, _ traits: OutputTraits) -> String {
        switch format {
        case .table: table.text(traits)
        case .csv: csv
        case .json: points.text(format, traits)
        }
    }

    private static let columns = ["run", "key", "step", "time", "value"]

    /// A line for each point, written without a value for each field: points come by the hundred thousand.
    private var csv: String {
        var csv = CSV()
        for column in Self.columns { csv.add(column) }
        csv.endLine()
        for run in runs {
            guard let series = series[run.id] else { continue }
            for index in kept(series) {
                csv.add(run.id)
                csv.add(run.key)
                csv.add(series.steps[index])
                csv.add(series.times[index])
                csv.add(series.values[index])
                csv.endLine()
            }
        }
        return csv.text
    }

    /// A row for each point.
    private var points: Rows {
        var rows = Rows(Self.columns)
        for run in runs {
            guard let series = series[run.id] else { continue }
            for index in kept(series) {
                rows.rows.append([
                    .int(run.id), .string(run.key), .int(series.steps[index]), .double(series.times[index]),
                    .double(series.values[index]),
                ])
            }
        }
        return rows
    }

    /// A row for each step, a column for each run.
    private var table: Table {
        var cells: [Int64: [Int: String]] = [:]
        for (column, run) in runs.enumerated() {
            guard let series = series[run.id] else { continue }
            for index in kept(series) {
                cells[series.steps[index], default: [:]][column] = NumberText.measured(series.values[index])
            }
        }
        let headers = runs.map { Table.Column("\($0.id) \(RunText.shortKey($0.key))", .trailing) }
        var table = Table([Table.Column("step", .trailing)] + headers)
        for step in cells.keys.sorted() {
            table.add([Table.Cell(String(step))] + runs.indices.map { Table.Cell(cells[step]?[$0] ?? "") })
        }
        return table
    }

    private func kept(_ series: Series) -> Range<Int> {
        let count = series.steps.count
        return max(0, count - (limit ?? count))..<count
    }
}
