import Expressions
public import Sweep
import Tracker

/// The part of a sweep's plan that an expected table needs: its rows, each with as many seeds as it is to get.
public struct ReproductionPlan {
    /// The numbers of the trials that are needed.
    public let trials: Set<Int>
    /// The jobs that are needed.
    public let jobs: Set<TrialKey>
    /// How many trials of the plan no row names.
    public let leftOut: Int
    /// GPUs × hours of all jobs that are needed; nil when one of them does not say.
    public let gpuHours: Double?

    /// The part of a plan that was made with all of the seeds, in their order.
    public init(_ plan: Plan, table: ExpectedTable, needs: SeedNeeds, seeds: [Int]) {
        var trials: Set<Int> = []
        var jobs: Set<TrialKey> = []
        var leftOut = 0
        for planned in plan.trials {
            let values = Self.values(planned.trial)
            let rows = table.rows.filter { $0.matches(values) }
            if rows.isEmpty { leftOut += 1 }
            // A trial without a seed of its own is the first.
            let place = planned.trial.seed.flatMap(seeds.firstIndex) ?? 0
            guard rows.contains(where: { place < needs.counts[$0.id] ?? 0 }) else { continue }
            trials.insert(planned.trial.number)
            jobs.formUnion(planned.jobs)
        }
        self.trials = trials
        self.jobs = jobs
        self.leftOut = leftOut
        gpuHours = plan.jobs.filter { jobs.contains($0.key) }
            .reduce(0.0 as Double?) { sum, job in
                sum.flatMap { sum in job.resources.gpuHours.map { sum + $0 } }
            }
    }

    /// Whether a budget bears it.
    ///
    /// Hours count only where every job says how long it may take.
    public func isWithin(_ budget: Budget) -> Bool {
        if let limit = budget.maxJobs, jobs.count > limit { return false }
        if let limit = budget.gpuHours, let gpuHours, gpuHours > limit { return false }
        return true
    }

    /// What is wrong with the rows of a table, held against the trials of a plan.
    public static func problems(of table: ExpectedTable, in plan: Plan, sweep: String) -> [Diagnostic] {
        RowCheck(table, configurations: plan.trials.map { values($0.trial) }).diagnostics(sweep: sweep)
    }

    private static func values(_ trial: Trial) -> [String: Value] {
        Dictionary(trial.configuration.entries.map { ($0.path, $0.value) }) { first, _ in first }
    }
}

extension SweepSpec {
    /// So many seeds: the spec's own first, then the numbers after its largest.
    public func seeds(_ count: Int) -> [Int] {
        let next = (seeds.max() ?? -1) + 1
        return Array(seeds.prefix(count)) + (0..<max(0, count - seeds.count)).map { next + $0 }
    }
}
