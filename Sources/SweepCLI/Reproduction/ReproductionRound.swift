import Foundation
import Orchestrator
import RunLog
import Sweep
import Tracker

/// A spec with its expected table, and what of it is to run for so many seeds a row.
struct ReproductionRound {
    let loaded: LoadedSpec
    let table: ExpectedTable

    /// Reads both, and holds the rows against the trials; everything wrong goes to standard error.
    ///
    /// - Throws: `CommandFailure` with code 65.
    init(_ options: SpecOptions, isQuiet: Bool) throws {
        loaded = try LoadedSpec(options, isQuiet: isQuiet)
        guard let table = loaded.expected?.table else {
            throw CommandFailure(
                code: 65,
                text:
                    "\(options.spec): error: the spec names no expected table. Add 'expect: FILE' (docs/ablations.md)."
            )
        }
        guard loaded.spec.search.method == .grid else {
            throw CommandFailure(
                code: 65,
                text:
                    "\(options.spec): error: a table's rows are measured, not searched for. Use 'search: {method: grid}'."
            )
        }
        self.table = table
    }

    /// The sweep's plan with as many seeds as the needs have at most, and the part of it that the needs mean.
    ///
    /// - Throws: `CommandFailure` when the plan cannot be carried out.
    func plan(_ needs: SeedNeeds) throws -> (loaded: LoadedSpec, part: ReproductionPlan) {
        let seeds = loaded.spec.seeds(needs.most)
        var options = loaded.options
        options.set.append("seeds=\(seeds)")
        // The budget is held against the part that is needed, not against every row with every seed.
        let budget = loaded.spec.budget
        if budget.maxJobs != nil || budget.gpuHours != nil { options.set.append("~budget") }
        let extended = try LoadedSpec(options, isQuiet: true)
        return (extended, ReproductionPlan(extended.plan, table: table, needs: needs, seeds: seeds))
    }

    /// The needs that a store's registered trials and the table make.
    func needs(registered: [TrialRecord]) -> SeedNeeds {
        let seeds = table.rows.map { row in (row.id, registered.count { row.matches($0.rowValues) }) }
        return SeedNeeds(table, seeds: Dictionary(uniqueKeysWithValues: seeds))
    }

    /// What would run at first and at most, in words.
    func overview(in lab: Lab) throws -> String {
        let first = try plan(SeedNeeds(table, seeds: [:])).part
        let all = table.rows.map { ($0.id, table.seeds.max) }
        let most = try plan(SeedNeeds(table, seeds: Dictionary(uniqueKeysWithValues: all))).part
        let done = try FinishedJobs(in: lab).among(loaded.plan.jobs).count
        var lines = [
            "\(table.title): \(table.rows.count) rows, \(table.claims.count) claims",
            "first \(first.jobs.count) jobs, \(table.seeds.min) seeds a row (\(done) done); "
                + "at most \(most.jobs.count), \(table.seeds.max) seeds a row",
        ]
        if first.leftOut > 0 { lines.append("\(first.leftOut) trials that no row names are left out") }
        if !most.isWithin(loaded.spec.budget) { lines.append("the budget may end it before") }
        return lines.joined(separator: "\n")
    }
}
