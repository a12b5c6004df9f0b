import Foundation
import Statistics
import Sweep

/// Replays measured learning curves under each early-stopping rule and prints one JSON line a rule.
///
/// 64 cells of the grid are drawn 500 times; 8 workers take them in order, each epoch takes one tick, and a worker that
/// stops a trial starts the next one at once.
struct StoppingRuns {
    private struct Record: Encodable {
        let rule: String
        /// Epochs run, as a share of all epochs.
        let cost: Double
        /// The chosen configuration's final error above that of the best of the 64.
        let regret: Double
        /// How often the chosen one was as good as the best.
        let found: Double
    }

    let grid: DigitsGrid
    let draws = 500
    let configurations = 64
    let workers = 8
    let epochs = 27

    func run() throws {
        let rules: [(String, EarlyStopping?)] = [
            ("none", nil),
            ("median", .median(MedianRule(goal: .min, startupTrials: 5, warmupSteps: 3))),
            ("asha", .asha(ASHA(goal: .min, minimum: 1, maximum: epochs, eta: 3))),
        ]
        for (name, rule) in rules {
            try report(name, (0..<draws).map { replay(draw($0), rule) })
        }
        try report("one epoch, keep 3", (0..<draws).map { keepThree(draw($0)) })
    }

    private func report(_ name: String, _ outcomes: [(epochs: Int, regret: Int)]) throws {
        let record = Record(
            rule: name,
            cost: outcomes.map { Double($0.epochs) / Double(configurations * epochs) }.mean,
            regret: outcomes.map { Double($0.regret) / DigitsGrid.images }.mean,
            found: outcomes.map { $0.regret == 0 ? 1 : 0 }.mean
        )
        print(String(decoding: try JSONEncoder().encode(record), as: UTF8.self))
    }

    /// Different cells of the grid, in random order.
    private func draw(_ index: Int) -> [[Int]] {
        var stream = RandomStream(seed: 0, key: "configurations", index: index)
        return Array(grid.curves.shuffled(using: &stream).prefix(configurations))
    }

    private func replay(_ curves: [[Int]], _ rule: EarlyStopping?) -> (epochs: Int, regret: Int) {
        var rule = rule
        var waiting = curves.indices.makeIterator()
        var running = (0..<workers).compactMap { _ in waiting.next() }
        var reached = [Int](repeating: 0, count: curves.count)
        while !running.isEmpty {
            var next: [Int] = []
            for trial in running {
                reached[trial] += 1
                let value = Double(curves[trial][reached[trial] - 1])
                let verdict = rule?.report(trial: "\(trial)", step: reached[trial], value: value)
                let ended = reached[trial] == epochs
                if ended { rule?.finish(trial: "\(trial)") }
                if !ended, verdict?.stops != true {
                    next.append(trial)
                } else if let fresh = waiting.next() {
                    next.append(fresh)
                }
            }
            running = next
        }
        return (reached.reduce(0, +), regret(curves, reached))
    }

    /// The plainest rule there is: the three best after one epoch run to the end.
    private func keepThree(_ curves: [[Int]]) -> (epochs: Int, regret: Int) {
        let order = curves.indices.sorted { (curves[$0][0], $0) < (curves[$1][0], $1) }
        var reached = [Int](repeating: 1, count: curves.count)
        for trial in order.prefix(3) { reached[trial] = epochs }
        return (reached.reduce(0, +), regret(curves, reached))
    }

    /// The final error of the best of those that came furthest, above the best of all.
    private func regret(_ curves: [[Int]], _ reached: [Int]) -> Int {
        let furthest = reached.max() ?? 0
        let finalists = curves.indices.filter { reached[$0] == furthest }
        let chosen = finalists.min { curves[$0][furthest - 1] < curves[$1][furthest - 1] } ?? 0
        return curves[chosen][epochs - 1] - (curves.map { $0[epochs - 1] }.min() ?? 0)
    }
}
