/// The trials of a sweep, one after the other, in an order that is part of the format: the first axis moves slowest,
/// seeds fastest.
///
/// It takes the same memory for ten rows as for ten million. Rows that a rule removes, or whose formulas fail, are left
/// out; `survey()` counts both.
public struct Expansion: Sequence, Sendable {
    /// How many rows are looked at, at most.
    ///
    /// A larger space is an error: it could not be run.
    public static let rowLimit = 10_000_000

    let space: Space
    let rules: [Rule]
    let search: Search
    let context: TrialContext

    /// Walks through the trials.
    public struct Iterator: IteratorProtocol {
        private let expansion: Expansion
        private var source: RowSource
        private var lastPoint = -1
        private(set) var pointsKept = 0
        /// What rules and formulas did so far.
        private(set) var tally: Tally
        private(set) var kept = 0

        init(_ expansion: Expansion) {
            self.expansion = expansion
            source = RowSource(expansion.space, expansion.search)
            tally = Tally(rules: expansion.rules)
        }

        /// Moves to the next row that stays; false at the end.
        mutating func advance() -> Bool {
            while tally.rows < expansion.limit {
                if pointsKept == expansion.pointLimit, source.isAtLastSeed { return false }
                guard source.advance() else { return false }
                guard keeps() else { continue }
                if source.point != lastPoint {
                    pointsKept += 1
                    lastPoint = source.point
                }
                kept += 1
                return true
            }
            return false
        }

        private mutating func keeps() -> Bool {
            tally.rows += 1
            if let (formula, problem) = source.compute() {
                tally.fail(expansion.space.formulas[formula].source, problem)
                return false
            }
            return tally.keeps(source.row.values, expansion.rules)
        }

        /// The next trial; nil at the end.
        public mutating func next() -> Trial? {
            guard advance() else { return nil }
            return Trial(number: kept, point: source.point, values: source.row.values, context: expansion.context)
        }
    }

    /// An iterator at the first trial.
    public func makeIterator() -> Iterator {
        Iterator(self)
    }

    /// Counts without making trials: how many there are, what each rule removed, what failed.
    ///
    /// A grid of more than `rowLimit` rows is not walked through at all.
    public func survey() -> Survey {
        var iterator = makeIterator()
        let isComplete = search.method != .grid || (space.count ?? .max) <= Self.rowLimit
        while isComplete, iterator.advance() {}
        return Survey(
            rows: iterator.tally.rows,
            trials: iterator.kept,
            points: iterator.pointsKept,
            rules: iterator.tally.rules,
            failures: iterator.tally.failures,
            isComplete: isComplete
        )
    }

    /// How many rows are looked at.
    ///
    /// Random rows that rules keep refusing are given up on.
    fileprivate var limit: Int {
        let seeds = space.seeds?.count ?? 1
        guard search.method != .grid, let trials = search.trials else { return Self.rowLimit }
        return Swift.min(Self.rowLimit, (trials * 100 + 10_000).multipliedReportingOverflow(by: seeds).partialValue)
    }

    /// How many points are kept, at most; nil for a grid, which ends by itself.
    ///
    /// Of a search that learns only the first ones are known in advance.
    fileprivate var pointLimit: Int? {
        switch search.method {
        case .grid: nil
        case .random, .sobol: search.trials ?? 0
        case .tpe: search.startup
        }
    }
}
