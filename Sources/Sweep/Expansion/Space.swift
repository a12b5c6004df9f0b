import Expressions

/// The rows that a spec spans, compiled: axes over slots, and formulas in the order in which they can be computed.
struct Space: Sendable {
    let layout: Layout
    /// The dimensions, slowest first, without the seeds.
    let axes: [CompiledAxis]
    /// The seeds' axis, the fastest of all; nil without seeds.
    let seeds: CompiledAxis?
    let formulas: [Formula]
    /// Slots that may hold a formula, each after those it reads.
    let order: [Int]

    /// How many rows the product has before any rule; nil when that overflows.
    var count: Int? {
        var count = 1
        for axis in axes + (seeds.map { [$0] } ?? []) {
            let (product, overflow) = count.multipliedReportingOverflow(by: axis.count)
            if overflow { return nil }
            count = product
        }
        return count
    }

    /// Computes what formulas give.
    ///
    /// Returns what went wrong, and in which formula.
    func compute(_ row: inout Row) -> (formula: Int, problem: String)? {
        for slot in order where row.formulas[slot] >= 0 {
            let index = row.formulas[slot]
            let formula = formulas[index]
            do {
                let value = try formula.template.evaluate(row.values)
                row.values[slot] = formula.rule?.adapted(value) ?? value
            } catch {
                return (index, error.message)
            }
            if let problem = formula.rule?.problem(with: row.values[slot]) { return (index, problem.message) }
        }
        return nil
    }
}
