/// What one query returned: the entries that were understood, and the lines that were not.
public struct Listing<Entry: Sendable>: Sendable {
    /// The entries, in the order printed.
    public let entries: [Entry]
    /// Lines that could not be read: worth a warning, never a conclusion about any job.
    public let rejected: [String]

    /// Entries and the lines that could not be read.
    public init(entries: [Entry], rejected: [String] = []) {
        self.entries = entries
        self.rejected = rejected
    }
}

extension Listing {
    /// Reads each row, setting aside those that make no entry.
    init(_ table: FieldTable, _ read: (FieldTable.Row) -> Entry?) {
        var entries: [Entry] = []
        var rejected = table.rejected
        for row in table.rows {
            if let entry = read(row) {
                entries.append(entry)
            } else {
                rejected.append(row.text)
            }
        }
        self.init(entries: entries, rejected: rejected)
    }
}
