/// Rows of named fields, as the commands of Slurm print them with a separator of one's choice.
///
/// A row with another number of fields than there are columns is set aside, never guessed at.
struct FieldTable {
    /// The separator that the queries of this room ask for: ASCII's unit separator, which no name or comment has.
    static let separator: Character = "\u{1F}"

    struct Row {
        fileprivate let columns: [String: Int]
        fileprivate let fields: [Substring]

        /// The row as it was printed, fields apart by blanks.
        var text: String { fields.joined(separator: " ") }

        /// The field of that column; nil when there is no such column, or the field is empty.
        subscript(_ column: String) -> Substring? {
            columns[column.lowercased()].map { fields[$0] }.flatMap { $0.isEmpty ? nil : $0 }
        }
    }

    let rows: [Row]
    let rejected: [String]

    /// Reads lines of fields; without `columns`, the first line names them.
    ///
    /// The first of two columns of one name counts.
    init(_ text: String, columns names: [String]? = nil, separator: Character = FieldTable.separator) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: true)[...]
        let header =
            names ?? lines.popFirst()
            .map { $0.split(separator: separator, omittingEmptySubsequences: false).map(String.init) }
            ?? []
        let columns = Dictionary(header.enumerated().map { ($1.lowercased(), $0) }) { first, _ in first }
        var rows: [Row] = []
        var rejected: [String] = []
        for line in lines {
            let fields = line.split(separator: separator, omittingEmptySubsequences: false)
            if fields.count == header.count {
                rows.append(Row(columns: columns, fields: fields))
            } else {
                rejected.append(String(line))
            }
        }
        self.rows = rows
        self.rejected = rejected
    }
}
