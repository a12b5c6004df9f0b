import Foundation
import TestSupport
import Testing

/// `sweep submit --cluster` on a real Slurm over real SSH.
@Suite(.serialized, .enabled(if: ClusterLab.current != nil, ClusterLab.hint))
struct ClusterSubmissionTests {
    @Test(arguments: ["libssh2", "openssh"])
    func everyRunArrivesInTheTracker(transport: String) throws {
        try withTemporaryFolder { folder in
            let lab = try ClusterLab(folder, widths: [1, 2, 13], transport: transport)
            let submitted = try lab.shell.sweep.run("submit", "shell.yaml", "--cluster", "loop", "--rpc")
            #expect(submitted.code == 0, "\(submitted.errors)")
            #expect(submitted.errors.contains("array of 3"))
            let states = try lab.states { $0 == ["finished": 2, "failed": 1] }
            #expect(states == ["finished": 2, "failed": 1])
            let again = try lab.shell.sweep.run("status", "shell", "--rpc")
            #expect(again.errors.isEmpty || again.errors.contains("questions to Slurm"))
            let metrics = try lab.shell.tracker.run("sql", "SELECT sum(count) FROM summary").output
            #expect(metrics.contains(String(2 * ShellLab.steps + 5)), "\(metrics)")
            let shown = try lab.shell.tracker.run("show", "1").output
            #expect(shown.contains("Cluster: loop") && shown.contains("Partition: gpu"), "\(shown)")
            let repeated = try lab.shell.sweep.run("submit", "shell.yaml", "--cluster", "loop", "-f", "json")
            #expect(repeated.output.contains("\"finished\": 2") && repeated.output.contains("\"submitted\": 1"))
        }
    }

    /// A client that is killed at some moment, and the next submission: one effective run each, and one job.
    @Test(arguments: [20, 60, 120, 200, 300, 420])
    func aKilledClientIsPickedUp(milliseconds: UInt32) throws {
        try withTemporaryFolder { folder in
            let lab = try ClusterLab(folder, widths: [1, 2])
            let first = try lab.shell.sweep.start(["submit", "shell.yaml", "--cluster", "loop"])
            usleep(milliseconds * 1000)
            kill(first.pid, SIGKILL)
            _ = try first.finish()
            let second = try lab.shell.sweep.run("submit", "shell.yaml", "--cluster", "loop")
            #expect(second.code == 0, "\(second.errors)")
            #expect(try lab.states { $0 == ["finished": 2] } == ["finished": 2])
            #expect(lab.shell.lines() == 2 * ShellLab.steps)
            let jobs = try lab.shell.tracker.run("sql", "SELECT count(*) FROM submission WHERE state = 'submitted'")
                .output
            #expect(jobs.contains("1"), "\(jobs)")
        }
    }

    @Test func aRefusalNamesTheProfilesLineAndLeavesNothing() throws {
        try withTemporaryFolder { folder in
            let lab = try ClusterLab(folder, widths: [1, 2], defaults: "partition: nosuch")
            let refused = try lab.shell.sweep.run("submit", "shell.yaml", "--cluster", "loop")
            #expect(refused.code == 1)
            #expect(refused.errors.contains("clusters.yaml:8:27: error: loop refused the job"), "\(refused.errors)")
            #expect(try lab.states(within: 0) { _ in true } == ["created": 2])
        }
    }

    @Test func noMoreJobsAreQueuedThanMayBe() throws {
        try withTemporaryFolder { folder in
            let lab = try ClusterLab(folder, widths: [1, 2, 3, 4, 5], further: ", queued: 2, array: 2")
            let submitted = try lab.shell.sweep.run("submit", "shell.yaml", "--cluster", "loop")
            #expect(submitted.code == 0 && submitted.errors.contains("wait for room"), "\(submitted.errors)")
            #expect(try lab.states { $0 == ["finished": 5] } == ["finished": 5])
        }
    }

    @Test func scriptsArePrintedWithoutAnythingBeingSent() throws {
        try withTemporaryFolder { folder in
            let lab = try ClusterLab(folder, widths: [1, 2])
            let result = try lab.shell.sweep.run("submit", "shell.yaml", "--cluster", "loop", "--dry-run")
            #expect(result.code == 0 && result.output.contains("#SBATCH --array=0-1"), "\(result.errors)")
            #expect(try lab.shell.tracker.run("list", "runs", "-f", "csv").output.split(separator: "\n").count <= 1)
        }
    }
}
