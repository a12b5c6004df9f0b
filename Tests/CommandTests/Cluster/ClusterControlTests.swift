import Foundation
import TestSupport
import Testing

/// `sweep logs`, `cancel`, `retry` and `watch` of runs on a real cluster.
@Suite(.enabled(if: TestCluster.current != nil, Comment(rawValue: TestCluster.hint)), .serialized)
struct ClusterControlTests {
    @Test func logsCancelRetryWatch() throws {
        try withTemporaryFolder { folder in
            let lab = try ControlLab(folder, widths: [1, 2, 13], steps: 6)
            let submitted = try lab.sweep("submit", "shell.yaml", "--cluster", "c")
            #expect(submitted.code == 0, "\(submitted.errors)")
            let watch = try lab.sweep("watch", "shell", "--every", "0.5", "--format", "json")
            #expect(watch.code == 0, "\(watch.errors)")
            let last = watch.output.split(separator: "\n").last ?? ""
            #expect(last.contains(#""over":true"#) && last.contains(#""failed":1"#), "\(watch.output)")
            let logs = try lab.sweep("logs", "shell", "--where", "width = 2", "-f")
            #expect(logs.output == "width 2 begins\nwidth 2 is done\n", "\(logs)")
            let retried = try lab.sweep("retry", "shell", "--quiet")
            #expect(retried.code == 0, "\(retried.errors)")
            #expect(try lab.waitForStates(["failed", "finished", "finished"]) == ["failed", "finished", "finished"])
            let attempts = try lab.sweep("status", "shell", "--format", "csv").output
            #expect(attempts.contains(",2,failed,"), "\(attempts)")
        }
    }

    @Test func cancelOfOneTaskLeavesTheOthers() throws {
        try withTemporaryFolder { folder in
            let lab = try ControlLab(folder, widths: [1, 2, 3], steps: 60)
            #expect(try lab.sweep("submit", "shell.yaml", "--cluster", "c").code == 0)
            _ = try lab.waitForStates(["running", "running", "running"])
            let cancelled = try lab.sweep("cancel", "shell", "--where", "width >= 2", "--yes")
            #expect(cancelled.code == 0, "\(cancelled.errors)")
            #expect(cancelled.errors.contains("c: 2 runs (2 running) in 2 jobs or tasks"), "\(cancelled.errors)")
            let wanted = ["cancelled", "cancelled", "finished"]
            #expect(try lab.waitForStates(wanted) == wanted)
        }
    }
}
