import RunLog
import Terminal
import Tracker

/// Runs as CSV, a line a run.
struct RunCSV {
    /// A column, and where its values stand in runs of the same shape.
    private struct Source {
        let column: RunColumn
        var place: NamePlace
    }

    private var sources: [Source]
    private var csv = CSV()

    /// The header and the lines; numbers in full, times in seconds since 1970, nothing for what is not known.
    static func text(_ runs: [Run], columns: [RunColumn], now: Double) -> String {
        var lines = RunCSV(columns)
        for column in columns { lines.csv.add(column.name) }
        lines.csv.endLine()
        for run in runs { lines.add(run, now) }
        return lines.csv.text
    }

    private init(_ columns: [RunColumn]) {
        sources = columns.map { column in
            switch column {
            case .parameter(let path): Source(column: column, place: NamePlace(path))
            case .metric(let name, _): Source(column: column, place: NamePlace(name))
            default: Source(column: column, place: NamePlace(""))
            }
        }
    }

    private mutating func add(_ run: Run, _ now: Double) {
        for index in sources.indices {
            switch sources[index].column {
            case .parameter: csv.add(run.parameters.value(at: &sources[index].place))
            case .metric(_, let statistic):
                csv.add(run.summaries.value(at: &sources[index].place).flatMap { statistic.value(of: $0) })
            // Tags are parted by semicolons: none holds one that matters to a reader of CSV.
            case .tags: csv.add(run.tags.joined(separator: ";"))
            default: csv.add(sources[index].column.value(of: run, now: now))
            }
        }
        csv.endLine()
    }
}

extension CSV {
    /// Adds a value: texts as they are, nothing for null, everything else as JSON has it.
    mutating func add(_ value: JSONValue?) {
        switch value {
        case nil, .null: addNothing()
        case .int(let number): add(number)
        case .double(let number): add(number)
        case .string(let text): add(text)
        case .some(let value): add(value.text)
        }
    }

    /// A line of values, newline included.
    static func line(_ values: [JSONValue]) -> String {
        var csv = CSV()
        for value in values { csv.add(value) }
        csv.endLine()
        return csv.text
    }
}
