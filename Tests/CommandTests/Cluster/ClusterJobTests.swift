import Foundation
import RunLog
import TestSupport
import Testing

/// What runs on a real Slurm look like to their programs: packs, stages, several nodes, further attempts.
@Suite(.serialized, .enabled(if: ClusterLab.current != nil, ClusterLab.hint))
struct ClusterJobTests {
    /// Says what it was given, then ends; a `width` of 13 fails.
    private static let teller = """
        run=$1
        echo "task=$SLURM_PROCID of $SLURM_NTASKS stage=$RUN_STAGE gpu=$CUDA_VISIBLE_DEVICES at=$MASTER_ADDR:$MASTER_PORT" \\
            "need=$(cd "${NEEDS_BASE:-/}" && pwd)"
        ! grep -q '"width": *13' "$run/config.json" || [ "$RUN_STAGE" != fit ] || exit 7
        """

    /// Counts its steps, saves them when told to, and goes on from where an earlier attempt was.
    private static let counter = """
        run=$1
        step=0
        [ -z "${RESUME_FROM:-}" ] || step=$(cat "$RESUME_FROM/checkpoints/step")
        echo "begins after $step"
        trap 'mkdir -p "$run/checkpoints"; echo $step >"$run/checkpoints/step"; exit 75' USR1
        while [ $step -lt 40 ]; do
            step=$((step + 1))
            printf '{"step":%d,"time":%s,"values":{"loss":1}}\\n' $step "$(date +%s)" >>"$run/metrics.jsonl"
            sleep 0.1
        done
        """

    private func lab(_ folder: URL, _ trainer: String, _ spec: String) throws -> ClusterLab {
        let lab = try ClusterLab(folder, widths: [1])
        try trainer.write(to: folder.appending(path: "trainer.sh"), atomically: true, encoding: .utf8)
        let head = "sweep: shell\ntrainer: {command: [sh, trainer.sh, \"{run}\"], code: [trainer.sh]}\n"
        try (head + spec).write(to: folder.appending(path: "shell.yaml"), atomically: true, encoding: .utf8)
        return lab
    }

    /// The logs of all runs of a lab.
    private func logs(_ lab: ClusterLab) throws -> [String] {
        try lab.shell.attempts().map { try String(contentsOfFile: $0.log, encoding: .utf8) }
    }

    @Test func aStageIsOneArrayAndWaitsForWhatItNeeds() throws {
        try withTemporaryFolder { folder in
            let spec = """
                axes: {depth: [1, 2], width: [4, 13, 6]}
                stages:
                  base: {uses: [depth]}
                  fit: {needs: base, uses: [width]}
                  check: {needs: fit}
                """
            let lab = try lab(folder, Self.teller, spec)
            let submitted = try lab.shell.sweep.run("submit", "shell.yaml", "--cluster", "loop")
            #expect(submitted.code == 0, "\(submitted.errors)")
            for words in ["array of 2", "array of 6"] {
                #expect(submitted.errors.contains(words), "\(submitted.errors)")
            }
            let jobs = try lab.shell.tracker.run("sql", "SELECT count(*) FROM submission", "-f", "csv").output
            #expect(jobs.contains("\n3"), "\(jobs)")
            // A need that failed: Slurm cancels what waits for it.
            let states = try lab.states { $0 == ["finished": 10, "failed": 2, "cancelled": 2] }
            #expect(states == ["finished": 10, "failed": 2, "cancelled": 2])
            let fits = try logs(lab).filter { $0.contains("stage=fit") }
            #expect(fits.count == 6 && fits.allSatisfy { $0.contains("/runs/shell/") }, "\(fits)")
        }
    }

    @Test func runsOfAPackShareTheirGPUs() throws {
        try withTemporaryFolder { folder in
            let spec = "axes: {width: [1, 2, 3]}\nresources: {pack: 2, gpus: 2}\n"
            let lab = try lab(folder, Self.teller, spec)
            let submitted = try lab.shell.sweep.run("submit", "shell.yaml", "--cluster", "loop")
            #expect(submitted.code == 0 && submitted.errors.contains("array of 2"), "\(submitted.errors)")
            #expect(try lab.states { $0 == ["finished": 3] } == ["finished": 3])
            for log in try logs(lab) { #expect(log.contains(#/gpu=\d at/#), "\(log)") }
        }
    }

    /// The tasks of all nodes connect to the first one, by the address that they are given, and count one another.
    @Test func tasksOnSeveralNodesMeet() throws {
        try withTemporaryFolder { folder in
            let lab = try lab(
                folder,
                "exec python3 \"$(dirname \"$0\")/meet.py\"\n",
                """
                axes: {width: [1]}
                resources: {nodes: 2, tasks_per_node: 2}

                """
            )
            let meeting = """
                import os, socket, time
                rank, size = int(os.environ["SLURM_PROCID"]), int(os.environ["SLURM_NTASKS"])
                place = (os.environ["MASTER_ADDR"], int(os.environ["MASTER_PORT"]))
                if rank == 0:
                    server = socket.create_server(place)
                    server.settimeout(30)
                    others = [server.accept()[0] for _ in range(size - 1)]
                    ranks = sorted(int(one.recv(8)) for one in others)
                    for one in others: one.sendall(b"all here")
                    print("met", ranks, "on", os.environ["SLURM_JOB_NUM_NODES"], "nodes", flush=True)
                else:
                    for _ in range(300):
                        try: connection = socket.create_connection(place, timeout=5); break
                        except OSError: time.sleep(0.1)
                    connection.sendall(str(rank).encode())
                    print(rank, connection.recv(8).decode(), flush=True)
                """
            try meeting.write(to: folder.appending(path: "meet.py"), atomically: true, encoding: .utf8)
            let spec = folder.appending(path: "shell.yaml")
            try String(contentsOf: spec, encoding: .utf8).replacing("[trainer.sh]", with: "[trainer.sh, meet.py]")
                .write(to: spec, atomically: true, encoding: .utf8)
            let submitted = try lab.shell.sweep.run("submit", "shell.yaml", "--cluster", "loop")
            #expect(submitted.code == 0, "\(submitted.errors)")
            #expect(try lab.states { $0 == ["finished": 1] } == ["finished": 1])
            let log = try logs(lab).joined()
            #expect(log.contains("met [1, 2, 3] on 2 nodes"), "\(log)")
            for task in 1...3 { #expect(log.contains("\(task) all here"), "\(log)") }
        }
    }

    /// Slurm starts a job at once whose dependency it does not know any more: the task itself looks for what it needs.
    @Test func aNeedThatIsGoneIsToldByTheTask() throws {
        try withTemporaryFolder { folder in
            let spec = """
                axes: {depth: [1], width: [4]}
                stages:
                  base: {uses: [depth]}
                  fit: {needs: base, uses: [width]}
                """
            let lab = try lab(folder, Self.teller, spec)
            #expect(try lab.shell.sweep.run("submit", "shell.yaml", "--cluster", "loop").code == 0)
            #expect(try lab.states { $0 == ["finished": 2] } == ["finished": 2])
            // Both results are removed over there, and the run that needs the other's is to run again.
            let base = try #require(try lab.shell.attempts().first { try logs(of: $0).contains("stage=base") })
            let fit = try #require(lab.shell.attempts().first { $0.path != base.path })
            for run in [base, fit] {
                let name = run.path.components(separatedBy: "/lab/").last ?? ""
                try FileManager.default.removeItem(atPath: "\(lab.root)/\(name)")
            }
            let key = URL(filePath: fit.path).deletingLastPathComponent().lastPathComponent
            #expect(try lab.shell.tracker.run("rm", key, "--yes").code == 0)
            #expect(try lab.shell.sweep.run("submit", "shell.yaml", "--cluster", "loop").code == 0)
            #expect(try lab.states { $0 == ["finished": 1, "failed": 1] } == ["finished": 1, "failed": 1])
            let status = try lab.shell.sweep.run("status", "shell").output
            #expect(status.contains("which has no result here"), "\(status)")
        }
    }

    private func logs(of run: RunDirectory) throws -> String { try String(contentsOfFile: run.log, encoding: .utf8) }

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

    /// The states once so many runs go on and have logged: their scripts then have their traps in place.
    private func states(_ lab: ClusterLab, with running: Int) throws -> [String: Int] {
        try lab.states { states in
            let logged = lab.shell.attempts().filter { FileManager.default.fileExists(atPath: $0.metrics) }
            return states["running"] == running && logged.count == running
        }
    }

    /// The warning of the time limit reaches every run of a pack: each saves, and the job goes on with all of them.
    @Test func aPackIsWarnedAndGoesOn() throws {
        try withTemporaryFolder { folder in
            let spec = "axes: {width: [1, 2]}\nresources: {pack: 2, on_timeout: {resume: true, tries: 3}}\n"
            let lab = try lab(folder, Self.counter, spec)
            #expect(try lab.shell.sweep.run("submit", "shell.yaml", "--cluster", "loop").code == 0)
            #expect(try states(lab, with: 2) == ["running": 2])
            let job = try lab.job()
            try lab.tell("USR1", job)
            #expect(try lab.states { $0["queued"] == 2 } == ["queued": 2])
            try lab.startAgain(job)
            #expect(try lab.states(within: 180) { $0 == ["finished": 2] } == ["finished": 2])
            #expect(try lab.shell.finishedAttempts() == 2 && lab.shell.attempts().count == 4)
            #expect(try logs(lab).count { $0.contains(#/begins after [1-9]/#) } == 2)
        }
    }

    /// Slurm starts a job again: a further attempt goes on from the checkpoint, and meanwhile nothing is handed over anew.
    @Test(arguments: ["USR1", "requeue"])
    func aFurtherAttemptGoesOn(after event: String) throws {
        try withTemporaryFolder { folder in
            let spec = "axes: {width: [1]}\nresources: {on_timeout: {resume: true, tries: 3}}\n"
            let lab = try lab(folder, Self.counter, spec)
            let submitted = try lab.shell.sweep.run("submit", "shell.yaml", "--cluster", "loop")
            #expect(submitted.code == 0, "\(submitted.errors)")
            #expect(try states(lab, with: 1) == ["running": 1])
            let job = try lab.job()
            try lab.tell(event, job)
            #expect(try lab.states { $0["queued"] == 1 } == ["queued": 1])
            let again = try lab.shell.sweep.run("submit", "shell.yaml", "--cluster", "loop")
            #expect(again.errors.contains("1 on their way before"), "\(again.errors)")
            try lab.startAgain(job)
            #expect(try lab.states(within: 180) { $0 == ["finished": 1] } == ["finished": 1])
            #expect(try lab.shell.finishedAttempts() == 1 && lab.shell.attempts().count == 2)
            let begins = try logs(lab).joined()
            #expect(begins.contains("begins after 0"))
            #expect(event != "USR1" || begins.contains(#/begins after [1-9]/#), "\(begins)")
        }
    }
}
