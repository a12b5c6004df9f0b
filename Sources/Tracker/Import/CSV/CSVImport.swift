import Foundation
import RunLog

/// Imports tables: long ones have a row for each value, wide ones a column for each metric.
struct CSVImport {
    private let path: String
    private let columns: CSVColumns

    init(_ path: String, _ columns: CSVColumns) {
        self.path = path
        self.columns = columns
    }

    func run(into sink: inout ImportSink) throws {
        let table = try CSVTable(path)
        let layout = try CSVLayout(table, columns)
        let stem = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        let modified = try FileStatus(path: path)?.modifiedAt ?? 0
        var order: [String] = []
        var rows: [String: [[String]]] = [:]
        for row in table.rows {
            let name = table.cell(row, layout.run) ?? stem
            if rows[name] == nil { order.append(name) }
            rows[name, default: []].append(row)
        }
        for name in order {
            try sink.add(group: stem) { log in
                var reader = CSVRows(table, layout, metric: stem, modified: modified)
                for row in rows[name] ?? [] { try reader.take(row, into: &log) }
                return reader.run(name, group: stem)
            }
        }
    }
}

/// Takes in the rows of one run.
struct CSVRows {
    private let table: CSVTable
    private let layout: CSVLayout
    private let metric: String
    private let modified: Double
    private var parameters: [String: String] = [:]
    private var unread = 0

    /// `metric` names what a table without names of metrics holds, `modified` is the time of points that have none.
    init(_ table: CSVTable, _ layout: CSVLayout, metric: String, modified: Double) {
        self.table = table
        self.layout = layout
        self.metric = metric
        self.modified = modified
    }

    mutating func take(_ row: [String], into log: inout ImportLog) throws {
        for (column, path) in layout.parameters {
            if let text = table.cell(row, column) { parameters[path] = text }
        }
        let step = table.cell(row, layout.step).map(Self.step) ?? 0
        guard let step else {
            unread += 1
            return
        }
        let time = time(row)
        switch layout.values {
        case .long(let column, let value):
            try add(table.cell(row, column) ?? metric, table.cell(row, value), step, time, &log)
        case .wide(let columns):
            for (column, name) in columns { try add(name, table.cell(row, column), step, time, &log) }
        }
    }

    /// The run, with a note where something in its rows was no number.
    func run(_ name: String, group: String) -> ImportedRun {
        var run = ImportedRun(
            name: name,
            id: "\(group) \(name)",
            ending: .untold(because: "imported from CSV, which keeps no state")
        )
        run.configuration = parameters.sorted { $0.key < $1.key }.map { .init($0.key, JSONValue(written: $0.value)) }
        if unread > 0 { run.notes.append("\(unread) cells of \(table.path) were no numbers and were left out") }
        return run
    }

    private mutating func add(
        _ metric: String,
        _ cell: String?,
        _ step: Int64,
        _ time: Double,
        _ log: inout ImportLog
    ) throws {
        guard let cell else { return }
        guard let value = Double(cell) else {
            unread += 1
            return
        }
        try log.add(metric, step: step, time: time, value)
    }

    private func time(_ row: [String]) -> Double {
        guard let number = table.cell(row, layout.time).flatMap({ Double($0) }), number.isFinite else {
            return modified
        }
        return number > 1e11 ? number / 1000 : number
    }

    private static func step(_ text: String) -> Int64? {
        Int64(text) ?? Double(text).flatMap { Int64(exactly: $0.rounded()) }
    }
}
