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

    @Test func tasksOnSeveralNodesMeet() throws {
        try withTemporaryFolder { folder in
            let lab = try lab(folder, Self.teller, "axes: {width: [1]}\nresources: {nodes: 2, tasks_per_node: 2}\n")
            let submitted = try lab.shell.sweep.run("submit", "shell.yaml", "--cluster", "loop")
            #expect(submitted.code == 0, "\(submitted.errors)")
            #expect(try lab.states { $0 == ["finished": 1] } == ["finished": 1])
            let log = try logs(lab).joined()
            for task in 0..<4 { #expect(log.contains("task=\(task) of 4"), "\(log)") }
            // The nodes' names do not resolve here, so it is the address that Slurm uses.
            #expect(log.contains("at=127.0.0.1:2"), "\(log)")
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
            #expect(try lab.states { $0["running"] == 1 } == ["running": 1])
            let job = try lab.job()
            let told = event == "USR1" ? ["scancel", "--signal=USR1", "--batch", job] : ["scontrol", "requeue", job]
            try lab.slurm(told)
            #expect(try lab.states { $0["queued"] == 1 } == ["queued": 1])
            let again = try lab.shell.sweep.run("submit", "shell.yaml", "--cluster", "loop")
            #expect(again.errors.contains("1 on their way before"), "\(again.errors)")
            // Without that it would wait for two minutes.
            try lab.slurm(["scontrol", "update", "JobId=\(job)", "StartTime=now"])
            #expect(try lab.states { $0 == ["finished": 1] } == ["finished": 1])
            #expect(try lab.shell.finishedAttempts() == 1 && lab.shell.attempts().count == 2)
            let begins = try logs(lab).joined()
            #expect(begins.contains("begins after 0"))
            #expect(event != "USR1" || begins.contains(#/begins after [1-9]/#), "\(begins)")
        }
    }
}
