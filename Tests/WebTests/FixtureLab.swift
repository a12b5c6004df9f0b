import Foundation
import RunLog
import TestSupport
import Tracker

/// An invented lab: a sweep in progress with every kind of run, one that is done, and one that has not begun.
enum FixtureLab {
    /// Built once for all tests: it is a constant.
    static let site = Site(content)

    static let content: SiteContent = {
        let runs = tokens + rank
        var series: [String: [SiteContent.Curve]] = [:]
        for run in runs {
            for (metric, points) in run.series() {
                series[metric, default: []].append(SiteContent.Curve(run: run.id, points: points))
            }
        }
        let objective = SiteContent.Objective(metric: "eval/mme", goal: .maximize)
        return SiteContent(
            lab: "ParGo Lab",
            sweeps: [
                SiteContent.Sweep(name: "tokens", runs: tokens.map { $0.run() }, objective: objective),
                SiteContent.Sweep(name: "lora-rank", runs: rank.map { $0.run() }),
                SiteContent.Sweep(name: "perception: released/cascaded", runs: []),
            ],
            series: series,
            logTails: [
                9: log, 1: "step 1990  loss 0.62\nstep 2000  loss 0.60\nevaluated: eval/mme 1411.8\nfinished\n",
            ],
            reproductions: [
                FixtureAblation.reproduction(sweep: "tokens", runs: tokens.prefix(4).map { $0.run() })
            ]
            .compactMap(\.self)
        )
    }()

    /// How many runs of `tokens` have a curve of `train/loss`.
    static var tokensWithLoss: Int { tokens.count { $0.steps > 0 } }

    private static var tokens: [FixtureRun] {
        var runs: [FixtureRun] = []
        var random = SeededGenerator(seed: 7)
        for depth in [2, 4, 6] {
            for partial in [288, 144] {
                for rate in [1e-4, 3e-4] {
                    let trial = runs.count + 1
                    let help = 0.07 * Double(depth) + (partial == 288 ? 0.1 : 0) + (rate > 2e-4 ? 0.05 : 0)
                    runs.append(
                        FixtureRun(
                            id: Int64(trial),
                            trial: trial,
                            parameters: parameters(depth: depth, partial: partial, rate: rate),
                            steps: 2000,
                            floor: 1.05 - help + 0.03 * random.normal(),
                            seed: UInt64(trial)
                        )
                    )
                }
            }
        }
        return disturbed(runs)
    }

    /// The same runs as a real week leaves them: one diverged, one crashed and runs again, one runs, one waits.
    private static func disturbed(_ runs: [FixtureRun]) -> [FixtureRun] {
        var runs = runs
        runs[8].state = .failed
        runs[8].steps = 760
        runs[8].breaksAt = 741
        runs[8].evidence = "exit.json says code 1 (failed): train/loss was not finite for 20 steps"
        runs[9].state = .crashed
        runs[9].steps = 430
        runs[9].evidence = "node3: boot id changed, the machine was restarted at 2025-11-23 11:02 UTC"
        runs[10].state = .running
        runs[10].steps = 1310
        runs[10].evidence = "process 4127 on node4 is alive, heartbeat 6 s old"
        runs[11].state = .queued
        runs[11].steps = 0
        runs[11].evidence = "squeue: job 88213 is PENDING (Resources)"
        var again = runs[9]
        again.id = 13
        again.attempt = 2
        again.state = .running
        again.steps = 910
        again.seed = 113
        again.evidence = "process 991 on node2 is alive, heartbeat 2 s old"
        return runs + [again]
    }

    private static var rank: [FixtureRun] {
        [16, 64, 256].enumerated()
            .map { index, rank in
                FixtureRun(
                    id: Int64(21 + index),
                    sweep: "lora-rank",
                    trial: index + 1,
                    parameters: ["lora.rank": .int(Int64(rank)), "optimizer.lr": .double(1e-4), "seed": .int(0)],
                    steps: 1200,
                    floor: 0.9 - 0.06 * Double(index),
                    seed: UInt64(300 + index)
                )
            }
    }

    private static func parameters(depth: Int, partial: Int, rate: Double) -> [String: JSONValue] {
        [
            "projector.kind": .string("pargo"), "projector.depth": .int(Int64(depth)),
            "projector.partial_tokens": .int(Int64(partial)), "projector.global_tokens": .int(16),
            "projector.perception": .string("cascaded"), "optimizer.lr": .double(rate),
            "optimizer.betas": .array([.double(0.9), .double(0.95)]),
            "train.batch": .int(16), "train.steps": .int(2000), "data.name": .string("scenes"), "seed": .int(0),
        ]
    }

    private static let log = """
        step 730  loss 1.31  lr 9.1e-05
        step 740  loss 1.33  lr 9.0e-05
        \u{1B}[33mwarning\u{1B}[0m step 741: train/loss is NaN
        evaluating   0%\revaluating  48%\revaluating 100%
        error: train/loss was not finite for 20 steps; last good step 740. Lower optimizer.lr or set train.clip.
        """
}
