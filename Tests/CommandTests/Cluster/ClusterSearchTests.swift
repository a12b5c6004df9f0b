import Foundation
import RunLog
import TestSupport
import Testing

/// A search that proposes as it goes, and runs that are stopped early, on a real cluster.
@Suite(.serialized, .enabled(if: ClusterLab.current != nil, ClusterLab.hint))
struct ClusterSearchTests {
    private func lab(_ folder: URL, _ search: String, steps: Int, pause: Double) throws -> (SearchLab, ClusterLab) {
        // Its profile is the one to use; the search has a trainer and a spec of its own.
        let cluster = try ClusterLab(folder, widths: [1], further: ", running: 4")
        return (try SearchLab(folder, search: search, steps: steps, pause: pause), cluster)
    }

    @Test func aLearningSearchIsKilledAndTakenUpAgain() throws {
        try withTemporaryFolder { folder in
            let (lab, _) = try lab(folder, "search: {method: tpe, trials: 8, seed: 1}", steps: 2, pause: 0.02)
            let victim = try lab.sweep.start(["submit", "search.yaml", "--cluster", "loop"])
            try waitUntil(seconds: 40) { try lab.states().contains(.finished) }
            kill(victim.pid, SIGKILL)
            _ = try victim.finish()
            let result = try lab.sweep.run("submit", "search.yaml", "--cluster", "loop")
            #expect(result.code == 0, "\(result.errors)")
            #expect(result.errors.contains("this command stays until it is over"), "\(result.errors)")
            #expect(try lab.losses().count == 8)
            #expect(try lab.states() == Array(repeating: RunState.finished, count: 8))
            let again = try lab.sweep.run("submit", "search.yaml", "--cluster", "loop")
            #expect(again.code == 0, "\(again.code): \(again.errors)")
            #expect(again.errors.contains("8 done"), "\(again.errors)")
            // Such a submission ends while it is still logging in, which must not be its undoing.
            for _ in 0..<40 {
                let idle = try lab.sweep.run("submit", "search.yaml", "--cluster", "loop", "--quiet")
                #expect(idle.code == 0, "\(idle.code): \(idle.errors)")
            }
        }
    }

    @Test func halvingEndsTheWorstRuns() throws {
        try withTemporaryFolder { folder in
            let search = """
                search: {method: random, trials: 8, seed: 2}
                early_stop: {method: asha, min_steps: 4, reduction: 2}
                """
            let (lab, _) = try lab(folder, search, steps: 60, pause: 0.1)
            let result = try lab.sweep.run("submit", "search.yaml", "--cluster", "loop")
            #expect(result.code == 0, "\(result.errors)")
            #expect(result.errors.contains("stopped early"), "\(result.errors)")
            let status = try lab.sweep.run("status", "search", "--format", "csv").output
            let stopped = status.components(separatedBy: ",cancelled,").count - 1
            #expect(stopped > 0 && stopped + status.components(separatedBy: ",finished,").count - 1 == 8, "\(status)")
            #expect(status.components(separatedBy: "stopped early: ASHA rung").count - 1 == stopped, "\(status)")
            // What was stopped on purpose is not handed over again.
            let again = try lab.sweep.run("submit", "search.yaml", "--cluster", "loop", "-f", "json")
            #expect(
                again.code == 0 && again.output.contains("\"submitted\": 0"),
                "\(again.code): \(again.output)\n\(again.errors)"
            )
        }
    }

    private func waitUntil(seconds: Double, _ condition: () throws -> Bool) throws {
        let end = Date().addingTimeInterval(seconds)
        while try !condition() {
            try #require(Date() < end, "waited in vain")
            usleep(100_000)
        }
    }
}
