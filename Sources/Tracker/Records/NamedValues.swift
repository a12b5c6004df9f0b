/// Values under names, such as a run's parameters: a dictionary of which thousands of holders share their names.
///
/// Runs of one sweep have the same parameters and metrics, so the names are kept once for all of them, and reading ten
/// thousand runs makes no dictionary for each.
public struct NamedValues<Value: Sendable>: Sendable {
    let list: NameList
    /// The values, in the order of ``keys``.
    public let values: [Value]

    init(_ list: NameList, _ values: [Value]) {
        self.list = list
        self.values = values
    }

    /// The values of a dictionary.
    public init(_ dictionary: [String: Value]) {
        let members = dictionary.sorted { $0.key < $1.key }
        self.init(NameList(members.map(\.key)), members.map(\.value))
    }

    /// The names, each once.
    public var keys: [String] { list.names }
    /// How many there are.
    public var count: Int { values.count }
    /// Whether there are none.
    public var isEmpty: Bool { values.isEmpty }

    /// What stands under a name; nil for nothing.
    public subscript(name: String) -> Value? {
        list.places[name].map { values[$0] }
    }

    /// What stands under a name that is asked of many holders, one after another.
    func value(at place: inout NamePlace) -> Value? {
        place.index(in: list).map { values[$0] }
    }

    /// Something made of each value, under the same names.
    public func mapValues<Other>(_ transform: (Value) throws -> Other) rethrows -> [String: Other] {
        try dictionary.mapValues(transform)
    }

    /// The same as a dictionary.
    public var dictionary: [String: Value] {
        Dictionary(uniqueKeysWithValues: zip(keys, values))
    }
}

extension Run {
    /// All names of parameters that some of the runs have.
    public static func parameterNames(of runs: [Run]) -> Set<String> { names(of: runs) { $0.parameters.list } }

    /// All names of metrics that some of the runs have.
    public static func metricNames(of runs: [Run]) -> Set<String> { names(of: runs) { $0.summaries.list } }

    private static func names(of runs: [Run], _ list: (Run) -> NameList) -> Set<String> {
        var names: Set<String> = []
        var last: NameList?
        for run in runs {
            let list = list(run)
            guard list !== last else { continue }
            names.formUnion(list.names)
            last = list
        }
        return names
    }
}

extension NamedValues: Sequence {
    /// Names with their values, one after another.
    public struct Iterator: IteratorProtocol {
        private let holder: NamedValues
        private var index = 0

        fileprivate init(_ holder: NamedValues) { self.holder = holder }

        /// The next name and its value.
        public mutating func next() -> (key: String, value: Value)? {
            guard index < holder.count else { return nil }
            defer { index += 1 }
            return (holder.keys[index], holder.values[index])
        }
    }

    /// Goes through names and values, in the order of ``keys``.
    public func makeIterator() -> Iterator { Iterator(self) }
}

extension NamedValues: ExpressibleByDictionaryLiteral {
    /// Values written in place; of a name that stands twice the last counts.
    public init(dictionaryLiteral elements: (String, Value)...) {
        self.init(Dictionary(elements) { $1 })
    }
}

extension NamedValues: Equatable where Value: Equatable {
    /// Whether both have the same values under the same names, in whatever order.
    public static func == (left: NamedValues, right: NamedValues) -> Bool {
        if left.list === right.list { return left.values == right.values }
        return left.count == right.count && left.allSatisfy { right[$0.key] == $0.value }
    }
}

/// Names that many holders of values have in common.
final class NameList: Sendable {
    let names: [String]
    let places: [String: Int]

    init(_ names: [String]) {
        self.names = names
        places = Dictionary(uniqueKeysWithValues: zip(names, 0...))
    }
}

/// Where a name stands, remembered from one holder of values to the next.
struct NamePlace {
    private let name: String
    private var list: NameList?
    private var index: Int?

    /// The place of a name.
    init(_ name: String) { self.name = name }

    mutating func index(in list: NameList) -> Int? {
        if list !== self.list {
            self.list = list
            index = list.places[name]
        }
        return index
    }
}
