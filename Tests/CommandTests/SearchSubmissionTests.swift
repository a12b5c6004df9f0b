import Foundation
import Glibc
import RunLog
import TestSupport
import Testing

/// Searches and early stopping through the built `sweep`, with real processes.
@Suite(.serialized) struct SearchSubmissionTests {
    private let tpe = "search: {method: tpe, trials: 12, seed: 1}"

    @Test func aLearningSearchFindsBetterThanItsFirstTrials() throws {
        try withTemporaryFolder { folder in
            let lab = try SearchLab(folder, search: tpe)
            let check = try lab.sweep.run("check", "search.yaml")
            #expect(check.code == 0, "\(check.errors)")
            #expect(check.output.contains("tpe: 12 trials, first 4 at once"), "\(check.output)")

            let result = try lab.sweep.run("submit", "search.yaml", "--slots", "2")
            #expect(result.code == 0, "\(result.errors)")
            let losses = try lab.losses()
            #expect(losses.count == 12)
            #expect((losses.min() ?? 1) < (losses.prefix(4).min() ?? 0), "\(losses)")

            let again = try lab.sweep.run("submit", "search.yaml", "--slots", "2")
            #expect(again.code == 0, "\(again.errors)")
            #expect(again.errors.contains("12 done before"), "\(again.errors)")
            #expect(lab.attempts().count == 12)
        }
    }

    /// Killed without warning and started again, the search goes on from what the store holds.
    @Test(arguments: [1, 5, 9])
    func aKilledSearchGoesOnAndTriesNoMoreThanItMay(after finished: Int) throws {
        try withTemporaryFolder { folder in
            let lab = try SearchLab(folder, search: tpe)
            let victim = try lab.sweep.start(["submit", "search.yaml", "--slots", "2"])
            try waitUntil { try lab.states().count { $0 == .finished } >= finished }
            kill(victim.pid, SIGKILL)
            _ = try victim.finish()

            let again = try lab.sweep.run("submit", "search.yaml", "--slots", "2")
            #expect(again.code == 0, "\(again.errors)")
            #expect(try lab.states().count { $0 == .finished } == 12, "\(again.errors)")
            #expect(try lab.losses().count == 12)
        }
    }

    @Test func halvingStopsTheWorstAndThatIsNoFailure() throws {
        try withTemporaryFolder { folder in
            let stop = "early_stop: {method: asha, min_steps: 4, reduction: 3}"
            let search = "search: {method: random, trials: 10, seed: 2}\n\(stop)"
            let lab = try SearchLab(folder, search: search, steps: 40, pause: 0.05)
            let result = try lab.sweep.run("submit", "search.yaml", "--slots", "5")
            #expect(result.code == 0, "\(result.errors)")
            #expect(result.errors.contains("stopped early: ASHA rung"), "\(result.errors)")
            let states = try lab.states()
            let stopped = states.count { $0 == .cancelled }
            #expect(stopped > 0 && stopped + states.count { $0 == .finished } == 10)

            let status = try lab.sweep.run("status", "search", "--format", "csv")
            #expect(status.output.contains("cancelled"))
            #expect(status.output.contains("stopped early: ASHA rung"), "\(status.output)")

            // What a rule stopped needs no further run, and the plan says so before submitting shows it.
            let plan = try lab.sweep.run("check", "search.yaml", "--format", "json")
            #expect(plan.output.contains("\"done\": 10"), "\(plan.output)")

            let again = try lab.sweep.run("submit", "search.yaml", "--slots", "5")
            #expect(again.code == 0, "\(again.errors)")
            #expect(lab.attempts().count == 10)
        }
    }

    private func waitUntil(_ condition: () throws -> Bool) throws {
        for _ in 0..<2000 {
            if try condition() { return }
            usleep(5000)
        }
        throw WaitedInVain()
    }

    private struct WaitedInVain: Error {}
}
