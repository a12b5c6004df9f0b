import RunLog
import Terminal

/// Rows of values under named columns, in any of the three formats: what commands without a layout of their own print.
struct Rows {
    let columns: [String]
    var rows: [[JSONValue]] = []

    init(_ columns: [String], _ rows: [[JSONValue]] = []) {
        self.columns = columns
        self.rows = rows
    }

    /// The rows as text, ended by a newline.
    func text(_ format: OutputFormat, _ traits: OutputTraits) -> String {
        switch format {
        case .json: JSONValue.array(rows.map(object)).indentedText + "\n"
        case .csv: csv
        case .table: table.text(traits)
        }
    }

    /// A value as one of several texts of a line: nothing for null.
    static func field(_ value: JSONValue) -> String {
        value == .null ? "" : RunText.exact(value)
    }

    private var csv: String {
        var csv = CSV()
        for column in columns { csv.add(column) }
        csv.endLine()
        for row in rows {
            for value in row { csv.add(value) }
            csv.endLine()
        }
        return csv.text
    }

    private func object(_ row: [JSONValue]) -> JSONValue {
        .object(zip(columns, row).map { .init($0, $1) })
    }

    private var table: Table {
        var table = Table(
            columns.indices.map { index in
                let isNumeric = rows.allSatisfy { $0[index] == .null || $0[index].doubleValue != nil }
                return Table.Column(columns[index], isNumeric ? .trailing : .leading, mayShrink: !isNumeric)
            }
        )
        for row in rows {
            table.add(row.map { $0 == .null ? Table.Cell("-", .dim) : Table.Cell(RunText.exact($0)) })
        }
        return table
    }
}
