import Expressions
public import Sweep
import Tracker

/// How many seeds each row of an expected table gets: the plan's first number everywhere, more where a claim is undecided.
public struct SeedNeeds: Hashable, Sendable {
    /// The number by row.
    public private(set) var counts: [String: Int]

    private let plan: SeedPlan

    /// The needs of a table, where some trials are registered already: what an earlier reproduction asked for stays.
    ///
    /// - Parameters:
    ///   - table: The table.
    ///   - seeds: For each row, how many seeds of it are registered.
    public init(_ table: ExpectedTable, seeds: [String: Int]) {
        plan = table.seeds
        counts = Dictionary(uniqueKeysWithValues: table.rows.map { ($0.id, table.seeds.min) })
        for (row, count) in seeds where counts[row] != nil {
            counts[row] = min(table.seeds.max, max(table.seeds.min, count))
        }
    }

    /// The most seeds that any row gets.
    public var most: Int { counts.values.max() ?? plan.min }

    /// Gives the rows of undecided claims the seeds of their next look, nearest to a decision first, as far as it can be
    /// afforded.
    ///
    /// - Parameters:
    ///   - report: What is known so far.
    ///   - isAffordable: Whether the budget bears these needs.
    /// - Returns: The claims that get more, and those that the budget leaves undecided.
    /// - Throws: What `isAffordable` throws.
    public mutating func raise(
        for report: TableReport,
        isAffordable: (SeedNeeds) throws -> Bool
    ) rethrows -> (raised: [String], refused: [String]) {
        var raised: [String] = []
        var refused: [String] = []
        for want in report.wanted {
            var next = self
            for row in want.rows { next.counts[row] = max(next.counts[row] ?? 0, want.seeds) }
            guard next != self else { continue }
            if try isAffordable(next) {
                self = next
                raised.append(want.claim)
            } else {
                refused.append(want.claim)
            }
        }
        return (raised, refused)
    }
}
