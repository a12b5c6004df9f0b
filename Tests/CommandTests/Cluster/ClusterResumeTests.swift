import Foundation
import RunLog
import TestSupport
import Testing

/// Runs that Slurm warns, stops and starts again: further attempts, which go on where the last one was.
@Suite(.serialized, .enabled(if: ClusterLab.current != nil, ClusterLab.hint))
struct ClusterResumeTests {
    /// Counts its steps, saves them when told to, and goes on from where an earlier attempt was.
    private static let counter = """
        run=$1
        step=0
        [ -z "${RESUME_FROM:-}" ] || step=$(cat "$RESUME_FROM/checkpoints/step")
        echo "begins after $step"
        trap 'mkdir -p "$run/checkpoints"; echo $step >"$run/checkpoints/step"; exit 75' USR1
        while [ $step -lt 80 ]; do
            step=$((step + 1))
            printf '{"step":%d,"time":%s,"values":{"loss":1}}\\n' $step "$(date +%s)" >>"$run/metrics.jsonl"
            sleep 0.1
        done
        """

    /// The embedded trainer saves at Slurm's warning, on as many threads as there are cores, and the next attempt ends with the
    /// same loss, bit for bit, as a run that was left alone.
    @Test func theEmbeddedTrainerGoesOnFromItsCheckpoint() throws {
        try withTemporaryFolder { folder in
            let lab = try ClusterLab(folder, widths: [1], defaults: "partition: gpu, cpus-per-task: 2", memory: "1G")
            let spec = """
                trainer: pargo
                fixed:
                  preset: tiny
                  data.images: 12
                  data.eval_images: 2
                  backbone.vision_steps: 1
                  backbone.llm_steps: 1
                  backbone.batch: 2
                  train.pretrain_steps: 1500
                  train.finetune_steps: 60
                  train.batch: 2
                  train.log_every: 1
                  train.checkpoint_every: 1000
                axes: {projector.depth: [1]}
                run: [train]
                resources: {on_timeout: {resume: true, tries: 3}}
                """
            for name in ["shell", "whole"] {
                try "sweep: \(name)\nseeds: [1]\n\(spec)"
                    .write(to: folder.appending(path: "\(name).yaml"), atomically: true, encoding: .utf8)
            }
            let submitted = try lab.shell.sweep.run("submit", "shell.yaml", "--cluster", "loop")
            #expect(submitted.code == 0, "\(submitted.errors)")
            #expect(try lab.states { _ in lab.shell.lines() > 20 } == ["running": 1])
            let job = try lab.job()
            try lab.tell("USR1", job)
            try lab.startAgain(job)
            #expect(try lab.states(within: 180) { $0 == ["finished": 1] } == ["finished": 1])
            let first = try #require(lab.shell.attempts().first { $0.path.hasSuffix("/1") })
            #expect(try ExitRecord.read(from: first)?.code == 75)
            let last =
                "SELECT value FROM (SELECT run.id, summary.last AS value FROM summary JOIN run ON run.id = run_id "
                + "JOIN metric ON metric.id = metric_id WHERE metric.name = 'train/loss') ORDER BY id DESC LIMIT 1"
            let resumed = try lab.shell.tracker.run("sql", last, "-f", "csv").output
            // One at a time has all cores, as the job has.
            let elsewhere = ["--lab", "other", "--quiet", "--slots", "1"]
            #expect(try lab.shell.sweep.start(["submit", "whole.yaml"] + elsewhere).finish().code == 0)
            let whole = try lab.shell.tracker.start(["sql", last, "-f", "csv", "--lab", "other"]).finish().output
            #expect(resumed == whole && resumed.contains("."), "\(resumed) \(whole)")
        }
    }

    /// The warning of the time limit reaches every run of a pack: each saves, and the job goes on with all of them.
    @Test func aPackIsWarnedAndGoesOn() throws {
        try withTemporaryFolder { folder in
            let spec = "axes: {width: [1, 2]}\nresources: {pack: 2, on_timeout: {resume: true, tries: 3}}\n"
            let lab = try ClusterLab(folder, trainer: Self.counter, spec)
            #expect(try lab.shell.sweep.run("submit", "shell.yaml", "--cluster", "loop").code == 0)
            #expect(try lab.states(running: 2) == ["running": 2])
            let job = try lab.job()
            try lab.tell("USR1", job)
            #expect(try lab.states { $0["queued"] == 2 } == ["queued": 2])
            try lab.startAgain(job)
            #expect(try lab.states(within: 180) { $0 == ["finished": 2] } == ["finished": 2])
            #expect(try lab.shell.finishedAttempts() == 2 && lab.shell.attempts().count == 4)
            #expect(try lab.logs().count { $0.contains(#/begins after [1-9]/#) } == 2)
        }
    }

    /// Slurm starts a job again: a further attempt goes on from the checkpoint, and meanwhile nothing is handed over anew.
    @Test(arguments: ["USR1", "requeue"])
    func aFurtherAttemptGoesOn(after event: String) throws {
        try withTemporaryFolder { folder in
            let spec = "axes: {width: [1]}\nresources: {on_timeout: {resume: true, tries: 3}}\n"
            let lab = try ClusterLab(folder, trainer: Self.counter, spec)
            let submitted = try lab.shell.sweep.run("submit", "shell.yaml", "--cluster", "loop")
            #expect(submitted.code == 0, "\(submitted.errors)")
            #expect(try lab.states(running: 1) == ["running": 1])
            let job = try lab.job()
            try lab.tell(event, job)
            #expect(try lab.states { $0["queued"] == 1 } == ["queued": 1])
            let again = try lab.shell.sweep.run("submit", "shell.yaml", "--cluster", "loop")
            #expect(again.errors.contains("1 on their way before"), "\(again.errors)")
            try lab.startAgain(job)
            #expect(try lab.states(within: 180) { $0 == ["finished": 1] } == ["finished": 1])
            #expect(try lab.shell.finishedAttempts() == 1 && lab.shell.attempts().count == 2)
            let begins = try lab.logs().joined()
            #expect(begins.contains("begins after 0"))
            #expect(event != "USR1" || begins.contains(#/begins after [1-9]/#), "\(begins)")
        }
    }

    /// A more urgent job takes the node: Slurm puts the run back, which goes on once the node is free.
    @Test func aRunMakesRoomForAMoreUrgentJob() throws {
        try withTemporaryFolder { folder in
            let spec = "axes: {width: [1]}\nresources: {on_timeout: {resume: true, tries: 3}}\n"
            // More than half of the node's memory: the two cannot share it, and others can share it with either.
            let lab = try ClusterLab(
                folder,
                trainer: Self.counter,
                defaults: "partition: preempt",
                memory: "300G",
                spec
            )
            let submitted = try lab.shell.sweep.run("submit", "shell.yaml", "--cluster", "loop")
            #expect(submitted.code == 0, "\(submitted.errors)")
            #expect(try lab.states(running: 1) == ["running": 1])
            let job = try lab.job()
            let cluster = try #require(TestCluster.current)
            try cluster.shell(
                "node=$(squeue -h -j \(job) -o %N) && cd / && "
                    + "sbatch --wait -p gpu -w $node --mem=300G -t 1 -o /dev/null --wrap 'sleep 1'"
            )
            let preempted = try cluster.shell("scontrol show job \(job)")
            #expect(preempted.contains("Restarts=1"), "\(preempted)")
            try lab.startAgain(job)
            #expect(try lab.states(within: 180) { $0 == ["finished": 1] } == ["finished": 1])
            #expect(try lab.shell.finishedAttempts() == 1 && lab.shell.attempts().count == 2)
        }
    }
}
