import Statistics
import Sweep

// How often a claim comes out as REPRODUCED, by what is true, beside two rules that comparisons often go by: the higher
// mean, and a plain t test looked at after every seed. `benchmarks/statistics/run` builds and runs it.

let papers = CommandLine.arguments.dropFirst().first.flatMap(Int.init) ?? 4000

let plans = [
    Plan(name: "3 seeds", test: "first beats second", least: 3, most: 3),
    Plan(name: "5 seeds", test: "first beats second", least: 5, most: 5),
    Plan(name: "8 seeds", test: "first beats second", least: 8, most: 8),
    Plan(name: "3 to 8 seeds, looked at after each", test: "first beats second", least: 3, most: 8),
]

func percent(_ count: Int) -> String {
    let tenths = (Double(count) * 1000 / Double(papers)).rounded() / 10
    return "\(tenths) %"
}

/// One line: a plan under one truth.
func line(_ plan: Plan, difference: Double) throws -> String {
    let table = try plan.table
    var (ours, means, peeking) = (0, 0, 0)
    for number in 0..<papers {
        let paper = SimulatedPaper(difference: difference, seeds: plan.most, number: number, key: plan.name)
        let report = TableReport(table, measurements: paper.measurements)
        if report.claims[0].verdict == .reproduced { ours += 1 }
        if paper.hasHigherMean() { means += 1 }
        if paper.isFoundByPeeking(from: plan.least, level: 0.05) { peeking += 1 }
    }
    let cells = [plan.name, "\(difference)", percent(ours), percent(peeking), percent(means)]
    return "| " + cells.joined(separator: " | ") + " |"
}

print("\(papers) simulated papers a line; 'A beats B', α = 0.05, differences in deviations of a run")
print("")
print("| seeds | true difference | ours: REPRODUCED | plain t test, after every seed | higher mean |")
print("|---|---:|---:|---:|---:|")
for difference in [0.0, 1, 2, 3, 5] {
    for plan in plans { print(try line(plan, difference: difference)) }
}

print("")
print("| 'A equivalent to B within 2' | true difference | ours: REPRODUCED |")
print("|---|---:|---:|")
for difference in [2.0, 1, 0] {
    for (least, most) in [(5, 5), (8, 8), (3, 8), (20, 20)] {
        let plan = Plan(
            name: "\(least) to \(most) seeds",
            test: "first equivalent to second within 2",
            least: least,
            most: most
        )
        let table = try plan.table
        var ours = 0
        for number in 0..<papers {
            let paper = SimulatedPaper(difference: difference, seeds: most, number: number, key: "same \(plan.name)")
            let report = TableReport(table, measurements: paper.measurements)
            if report.claims[0].verdict == .reproduced { ours += 1 }
        }
        print("| \(plan.name) | \(difference) | \(percent(ours)) |")
    }
}
