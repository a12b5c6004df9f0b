/// Gathers the named values of runs that come one after another.
///
/// A run whose names are those of the one before it, in the same order, costs no name: each is only compared.
struct NamedValuesReader<Value: Sendable> {
    private var all: [Int64: NamedValues<Value>] = [:]
    private var lists: [[String]: NameList] = [:]
    private var run: Int64?
    /// The names of the run before, which this one's are expected to be.
    private var expected = NameList([])
    /// The run's own names, from where they differ from what was expected.
    private var own: [String]?
    private var values: [Value] = []

    /// Adds a value of a run.
    ///
    /// `isNamed` tells whether a name is the value's; `name` makes it where that is not the one that was expected.
    mutating func add(_ value: Value, of run: Int64, isNamed: (String) -> Bool, name: () -> String) {
        if run != self.run { turn(to: run) }
        if own == nil {
            if values.count < expected.names.count, isNamed(expected.names[values.count]) {
                values.append(value)
                return
            }
            own = Array(expected.names.prefix(values.count))
        }
        own?.append(name())
        values.append(value)
    }

    /// The values by run.
    mutating func finish() -> [Int64: NamedValues<Value>] {
        turn(to: nil)
        return all
    }

    private mutating func turn(to next: Int64?) {
        if let run { all[run] = NamedValues(list(), values) }
        run = next
        own = nil
        values = []
        values.reserveCapacity(expected.names.count)
    }

    private mutating func list() -> NameList {
        let names = own ?? (values.count < expected.names.count ? Array(expected.names.prefix(values.count)) : nil)
        guard let names else { return expected }
        let list = lists[names] ?? NameList(names)
        lists[names] = list
        expected = list
        return list
    }
}
