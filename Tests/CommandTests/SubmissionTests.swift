import Foundation
import Glibc
import RunLog
import TestSupport
import Testing

/// `sweep submit` on this machine, with real processes.
@Suite(.serialized) struct SubmissionTests {
    @Test func everyTrialRunsOnceAndOnlyOnce() throws {
        try withTemporaryFolder { folder in
            let lab = try ShellLab(folder, widths: [1, 2, 3])
            let first = try lab.sweep.run("submit", "shell.yaml", "--slots", "2")
            #expect(first.code == 0, "\(first.errors)")
            #expect(try lab.finishedAttempts() == 3)

            let second = try lab.sweep.run("submit", "shell.yaml", "--slots", "2")
            #expect(second.code == 0, "\(second.errors)")
            #expect(second.errors.contains("3 done before"))
            #expect(lab.attempts().count == 3)
        }
    }

    /// There is one run of each key in a lab: a trial whose run another sweep made is told with it.
    @Test func aTrialOfAnotherSweepIsTold() throws {
        try withTemporaryFolder { folder in
            let lab = try ShellLab(folder, widths: [1, 2])
            let spec = try String(contentsOf: folder.appending(path: "shell.yaml"), encoding: .utf8)
            try spec.replacing("sweep: shell", with: "sweep: other").replacing("[1, 2]", with: "[2, 3]")
                .write(to: folder.appending(path: "other.yaml"), atomically: true, encoding: .utf8)
            #expect(try lab.sweep.run("submit", "shell.yaml", "--quiet").code == 0)
            #expect(try lab.sweep.run("submit", "other.yaml", "--quiet").code == 0)
            let status = try lab.sweep.run("status", "other").output
            #expect(status.contains("2 trials · 2 finished"), "\(status)")
            #expect(status.contains(/as run \w+\/1 of the sweep shell: exit.json says exit code 0/), "\(status)")
            let rows = try lab.sweep.run("status", "other", "--format", "csv").output.split(separator: "\n")
            #expect(rows.count == 3 && rows[1].hasPrefix("1,") && rows[2].hasPrefix("2,"), "\(rows)")
            let watch = try lab.sweep.run("watch", "other", "--once", "--format", "json").output
            #expect(watch.contains(#""not_started":0"#), "\(watch)")
        }
    }

    @Test func theSpecsEnvironmentReachesTheTrainer() throws {
        try withTemporaryFolder { folder in
            let lab = try ShellLab(folder, widths: [1])
            let spec = """
                sweep: shell
                trainer: {command: [sh, -c, 'echo "$GREETING from $PLACE, $0 $1"', "{stage}", "{seed}"]}
                seeds: [7]
                env: {export: {GREETING: hello there}, setup: "PLACE=here; export PLACE"}
                axes: {width: [1]}
                """
            try spec.write(to: folder.appending(path: "shell.yaml"), atomically: true, encoding: .utf8)
            let result = try lab.sweep.run("submit", "shell.yaml")
            #expect(result.code == 0, "\(result.errors)")
            #expect(
                try lab.attempts().map { try String(contentsOfFile: $0.log, encoding: .utf8) } == [
                    "hello there from here, run 7\n"
                ]
            )
        }
    }

    /// Killed without warning at different moments and started again: each trial ends with exactly one effective run,
    /// what had finished is not run again, and every line that a trainer wrote is in the store.
    @Test(arguments: [0.05, 0.2, 0.4, 0.6, 0.8, 1.0])
    func aKilledSubmissionLosesAndDoublesNothing(after seconds: Double) throws {
        try withTemporaryFolder { folder in
            let lab = try ShellLab(folder, widths: [1, 2, 3, 4])
            let victim = try lab.sweep.start(["submit", "shell.yaml", "--slots", "2"])
            let wanted = seconds * 2 * Double(ShellLab.steps)
            try waitUntil { Double(lab.lines()) >= wanted }
            kill(victim.pid, SIGKILL)
            #expect(try victim.finish().code == 128 + SIGKILL)

            let again = try lab.sweep.run("submit", "shell.yaml", "--slots", "2")
            #expect(again.code == 0, "\(again.errors)")
            #expect(try lab.finishedAttempts() == 4)
            #expect(lab.lines() >= 4 * ShellLab.steps)

            let points = try lab.tracker.run("sql", "SELECT count(*) AS points FROM point", "--format", "csv")
            #expect(points.output.contains("\(lab.lines())"), "\(points.output)\(points.errors)")
        }
    }

    @Test func controlCStopsCleanlyAndSaysHowToGoOn() throws {
        try withTemporaryFolder { folder in
            let lab = try ShellLab(folder, widths: [1, 2, 3, 4])
            let running = try lab.sweep.start(["submit", "shell.yaml", "--slots", "2"])
            try waitUntil { lab.lines() > 4 }
            kill(running.pid, SIGINT)
            let result = try running.finish()
            #expect(result.code == 130)
            #expect(result.errors.contains("sweep submit shell.yaml"), "\(result.errors)")
            let ends = try lab.attempts().compactMap { try ExitRecord.read(from: $0)?.state }
            #expect(ends == [.cancelled, .cancelled])

            let again = try lab.sweep.run("submit", "shell.yaml", "--slots", "4")
            #expect(again.code == 0, "\(again.errors)")
            #expect(try lab.finishedAttempts() == 4)
        }
    }

    @Test func aCrashIsShownWithItsLastLinesAndTheOthersGoOn() throws {
        try withTemporaryFolder { folder in
            let lab = try ShellLab(folder, widths: [1, 13, 2])
            let result = try lab.sweep.run("submit", "shell.yaml", "--slots", "2")
            #expect(result.code == 1)
            #expect(result.errors.contains("cannot go on with width 13"), "\(result.errors)")
            #expect(try lab.finishedAttempts() == 2)
            let list = try lab.tracker.run("list", "runs", "--format", "csv")
            #expect(list.output.contains("failed"), "\(list.output)\(list.errors)")
        }
    }

    @Test func aSecondSubmissionBesideTheFirstIsRefused() throws {
        try withTemporaryFolder { folder in
            let lab = try ShellLab(folder, widths: [1, 2])
            let running = try lab.sweep.start(["submit", "shell.yaml", "--slots", "1"])
            try waitUntil { lab.lines() > 0 }
            let second = try lab.sweep.run("submit", "shell.yaml")
            #expect(second.code == 1)
            #expect(second.errors.contains("pid \(running.pid)"), "\(second.errors)")
            #expect(try running.finish().code == 0)
            #expect(lab.attempts().count == 2)
        }
    }

    private func waitUntil(_ condition: () -> Bool) throws {
        for _ in 0..<2000 {
            if condition() { return }
            usleep(5000)
        }
        throw WaitedInVain()
    }

    private struct WaitedInVain: Error {}
}
