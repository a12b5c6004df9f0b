import RunLog
import Terminal
import Tracker

/// Runs as CSV, a line a run.
enum RunCSV {
    /// The header and the lines; numbers in full, times in seconds since 1970, nothing for what is not known.
    static func text(_ runs: [Run], columns: [RunColumn], now: Double) -> String {
        var csv = CSV()
        for column in columns { csv.add(column.name) }
        csv.endLine()
        var readers = columns.map(ColumnReader.init)
        for run in runs {
            for index in readers.indices {
                if readers[index].column == .tags {
                    // Tags are parted by semicolons: none holds one that matters to a reader of CSV.
                    csv.add(run.tags.joined(separator: ";"))
                } else {
                    csv.add(readers[index].value(of: run, now: now))
                }
            }
            csv.endLine()
        }
        return csv.text
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
