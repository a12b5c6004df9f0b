public import Expressions

/// The trials of a sweep as a table: a column for each key that the spec sets, a row for each trial.
///
/// Written as CSV and read back as `runs: {csv: FILE}`, it gives the same trials with the same keys.
public struct TrialTable: Sequence, Sendable {
    /// The keys, in the spec's order: those that vary first when `varyingFirst`, and all of them.
    public let columns: [String]
    private let expansion: Expansion
    private let slots: [Int]

    /// Walks through the rows.
    public struct Iterator: IteratorProtocol {
        private var trials: Expansion.Iterator
        private let slots: [Int]

        init(_ trials: Expansion.Iterator, slots: [Int]) {
            self.trials = trials
            self.slots = slots
        }

        /// The next trial's values in the order of the columns; null where the trial leaves the key to the trainer.
        public mutating func next() -> [Value]? {
            trials.next().map { trial in slots.map { trial.values[$0] } }
        }
    }

    /// A table of all keys that the spec sets, or of those only that vary.
    public init(_ expansion: Expansion, onlyVarying: Bool = false) {
        let layout = expansion.space.layout
        self.expansion = expansion
        slots = onlyVarying ? layout.varying : layout.slots.indices.filter { layout.slots[$0].isParameter }
        columns = slots.map { layout.slots[$0].name }
    }

    /// An iterator at the first trial.
    public func makeIterator() -> Iterator {
        Iterator(expansion.makeIterator(), slots: slots)
    }

    /// The header as a line of CSV.
    public var csvHeader: String {
        columns.map(CSVTable.escaped).joined(separator: ",") + "\n"
    }

    /// A row as a line of CSV.
    public func csvLine(_ row: [Value]) -> String {
        let layout = expansion.space.layout
        var line = ""
        for (index, value) in row.enumerated() {
            if index > 0 { line += "," }
            if layout.isSet(value, at: slots[index]) { line += CSVTable.escaped(CSVValue.text(value)) }
        }
        return line + "\n"
    }

    /// The whole table as CSV.
    public var csv: String {
        reduce(into: csvHeader) { $0 += csvLine($1) }
    }

    /// A row as a JSON object on one line.
    public func jsonLine(_ row: [Value]) -> String {
        var line = "{"
        for (index, value) in row.enumerated() {
            if index > 0 { line += ", " }
            JSONText.append(columns[index], to: &line)
            line += ": "
            JSONText.append(value, to: &line)
        }
        return line + "}\n"
    }
}
