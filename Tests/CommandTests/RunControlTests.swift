import Foundation
import RunLog
import TestSupport
import Testing

/// `sweep logs`, `cancel`, `retry` and `watch` of runs on this machine.
@Suite struct LocalControlTests {
    @Test func logsOfOneRunAndOfSeveral() throws {
        try withTemporaryFolder { folder in
            let lab = try ShellLab(folder, widths: [13, 13000])
            #expect(try lab.sweep.run("submit", "shell.yaml", "--quiet").code == 1)
            let failed = try lab.sweep.run("logs", "shell", "--where", "width = 13")
            #expect(failed.output == "cannot go on with width 13\n")
            let all = try lab.sweep.run("logs", "shell.yaml")
            #expect(all.output.hasSuffix("/1 │ cannot go on with width 13\n"))
            #expect(try lab.sweep.run("logs", "shell", "--state", "failed", "-n", "0", "-f").output.isEmpty)
            let none = try lab.sweep.run("logs", "shell", "--where", "width = 99")
            #expect(none.code == 1)
            #expect(none.errors == "error: shell: no run is meant, or none has begun\n")
            #expect(try lab.sweep.run("logs", "shel").code == 64)
        }
    }

    /// A cancelled run ends with its own record, and only `--yes` does it without a terminal.
    @Test func cancelAndRetry() throws {
        try withTemporaryFolder { folder in
            let lab = try ShellLab(folder, widths: [1, 2])
            try ShellLab.trainer.replacing("sleep 0.02", with: "sleep 0.02; [ -e \"$run/../../go\" ] || step=1")
                .write(to: folder.appending(path: "trainer.sh"), atomically: true, encoding: .utf8)
            let submission = try lab.sweep.start(["submit", "shell.yaml", "--slots", "2", "--quiet"])
            for _ in 0..<200 where lab.lines() < 4 { usleep(50_000) }
            let asked = try lab.sweep.run("cancel", "shell", "--where", "width = 1")
            #expect(asked.code == 64)
            #expect(asked.errors.contains("this would end on this machine: 1 run. Nobody can be asked here: add --yes"))
            let cancelled = try lab.sweep.run("cancel", "shell", "--where", "width = 1", "--yes")
            #expect(cancelled.code == 0, "\(cancelled.errors)")
            #expect(cancelled.errors.contains("shell: cancelled 1 run. To run them again: sweep retry shell"))
            #expect(try lab.sweep.run("cancel", "shell", "--yes").code == 0)
            _ = try submission.finish()
            let status = try lab.sweep.run("status", "shell", "--format", "csv").output
            #expect(status.components(separatedBy: ",cancelled,").count == 3, "\(status)")

            // A change of the spec's files would be another run: only the flag that the trainer waits for is new.
            for directory in lab.attempts() {
                let key = URL(fileURLWithPath: directory.path).deletingLastPathComponent().deletingLastPathComponent()
                try "".write(to: key.appending(path: "go"), atomically: true, encoding: .utf8)
            }
            let retried = try lab.sweep.run("retry", "shell", "--where", "width = 1", "--quiet")
            #expect(retried.code == 0, "\(retried.errors)")
            let states = try lab.sweep.run("status", "shell", "--format", "csv").output
            #expect(states.contains(",2,finished,") && states.contains(",1,cancelled,"), "\(states)")
            let nothing = try lab.sweep.run("retry", "shell", "--where", "width = 1")
            #expect(nothing.code == 0 && nothing.errors.contains("none of the runs that are meant failed"))
        }
    }

    @Test func watchEndsWithTheSweep() throws {
        try withTemporaryFolder { folder in
            let lab = try ShellLab(folder, widths: [1, 13])
            let submission = try lab.sweep.start(["submit", "shell.yaml", "--quiet"])
            for _ in 0..<200 where lab.lines() < 2 { usleep(50_000) }
            let watch = try lab.sweep.run("watch", "shell", "--every", "0.2", "--format", "json")
            _ = try submission.finish()
            #expect(watch.code == 0, "\(watch.errors)")
            let last = try #require(
                try lab.sweep.run("watch", "shell", "--once", "--format", "json").output.split(separator: "\n").last
            )
            #expect(last.contains(#""sweep":"shell""#) && last.contains(#""over":true"#), "\(last)")
            #expect(last.contains(#""finished":1"#) && last.contains(#""failed":1"#), "\(last)")
            let plain = try lab.sweep.run("watch", "shell", "--once")
            #expect(plain.output.contains("shell on here  ") && plain.output.contains("2/2 runs"), "\(plain.output)")
            #expect(try lab.sweep.run("watch").errors == "nothing is under way\n")
        }
    }
}
