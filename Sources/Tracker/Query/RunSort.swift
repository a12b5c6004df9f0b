import RunLog

/// One thing to sort runs by.
public struct RunSort: Hashable, Sendable {
    /// What to compare.
    public let column: RunColumn
    /// Whether the largest comes first.
    public let isDescending: Bool

    /// Sorting by a column.
    public init(_ column: RunColumn, descending: Bool = false) {
        self.column = column
        isDescending = descending
    }

    /// Sorts runs by several columns; runs that all of them leave equal stay in their order.
    ///
    /// A run for which a column has nothing to say, or NaN, comes last in either direction.
    public static func sorted(_ runs: [Run], by sorts: [RunSort], now: Double) -> [Run] {
        var readers = sorts.map { ColumnReader($0.column) }
        return sorted(runs, by: sorts) { run, index in readers[index].value(of: run, now: now) }
    }

    /// Sorts groups of runs by what they are grouped by (`columns`), and by the mean of anything else.
    public static func sorted(_ groups: [RunGroup], of columns: [RunColumn], by sorts: [RunSort], now: Double)
        -> [RunGroup]
    {
        sorted(groups, by: sorts) { group, index in
            let column = sorts[index].column
            if let place = columns.firstIndex(of: column) { return group.key[place] }
            return group.statistics(of: column, now: now).map { .double($0.mean) }
        }
    }

    private static func sorted<Element>(
        _ elements: [Element],
        by sorts: [RunSort],
        value: (Element, Int) -> JSONValue?
    ) -> [Element] {
        guard !sorts.isEmpty else { return elements }
        let keys = elements.map { element in
            sorts.indices.map { SortKey(value(element, $0), sorts[$0].column) }
        }
        let order = elements.indices.sorted { left, right in
            for (index, sort) in sorts.enumerated() {
                let (a, b) = (keys[left][index], keys[right][index])
                if a == b { continue }
                return a.comes(before: b, descending: sort.isDescending)
            }
            return left < right
        }
        return order.map { elements[$0] }
    }
}

/// A value made comparable: numbers before texts, nothing last.
private enum SortKey: Equatable {
    case number(Double)
    case text(String)
    case nothing

    init(_ value: JSONValue?, _ column: RunColumn) {
        guard let value, value != .null else {
            self = .nothing
            return
        }
        if column == .state,
            let place = value.stringValue.flatMap(RunState.init(rawValue:))
                .flatMap({ RunState.allCases.firstIndex(of: $0) })
        {
            self = .number(Double(place))
        } else if let number = value.doubleValue {
            self = number.isNaN ? .nothing : .number(number)
        } else {
            self = .text(value.stringValue ?? value.text)
        }
    }

    func comes(before other: SortKey, descending: Bool) -> Bool {
        switch (self, other) {
        case (.nothing, _): false
        case (_, .nothing): true
        case (.number(let a), .number(let b)): descending ? a > b : a < b
        case (.text(let a), .text(let b)): descending ? a > b : a < b
        case (.number, .text): !descending
        case (.text, .number): descending
        }
    }
}
