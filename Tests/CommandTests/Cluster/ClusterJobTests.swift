import Foundation
import RunLog
import TestSupport
import Testing

/// What runs on a real Slurm look like to their programs: packs, stages, several nodes.
@Suite(.serialized, .enabled(if: ClusterLab.current != nil, ClusterLab.hint))
struct ClusterJobTests {
    /// Says what it was given, then ends; a `width` of 13 fails.
    private static let teller = """
        run=$1
        echo "task=$SLURM_PROCID of $SLURM_NTASKS stage=$RUN_STAGE gpu=$CUDA_VISIBLE_DEVICES at=$MASTER_ADDR:$MASTER_PORT" \\
            "need=$(cd "${NEEDS_BASE:-/}" && pwd)"
        ! grep -q '"width": *13' "$run/config.json" || [ "$RUN_STAGE" != fit ] || exit 7
        """

    @Test func aStageIsOneArrayAndWaitsForWhatItNeeds() throws {
        try withTemporaryFolder { folder in
            let spec = """
                axes: {depth: [1, 2], width: [4, 13, 6]}
                stages:
                  base: {uses: [depth]}
                  fit: {needs: base, uses: [width]}
                  check: {needs: fit}
                """
            let lab = try ClusterLab(folder, trainer: Self.teller, spec)
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
            let fits = try lab.logs().filter { $0.contains("stage=fit") }
            #expect(fits.count == 6 && fits.allSatisfy { $0.contains("/runs/shell/") }, "\(fits)")
        }
    }

    @Test func runsOfAPackShareTheirGPUs() throws {
        try withTemporaryFolder { folder in
            let spec = "axes: {width: [1, 2, 3]}\nresources: {pack: 2, gpus: 2}\n"
            let lab = try ClusterLab(folder, trainer: Self.teller, spec)
            let submitted = try lab.shell.sweep.run("submit", "shell.yaml", "--cluster", "loop")
            #expect(submitted.code == 0 && submitted.errors.contains("array of 2"), "\(submitted.errors)")
            #expect(try lab.states { $0 == ["finished": 3] } == ["finished": 3])
            for log in try lab.logs() { #expect(log.contains(#/gpu=\d at/#), "\(log)") }
        }
    }

    /// The tasks of all nodes connect to the first one, by the address that they are given, and count one another.
    @Test func tasksOnSeveralNodesMeet() throws {
        try withTemporaryFolder { folder in
            let lab = try ClusterLab(
                folder,
                trainer: "exec python3 \"$(dirname \"$0\")/meet.py\"\n",
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
            let log = try lab.logs().joined()
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
            let lab = try ClusterLab(folder, trainer: Self.teller, spec)
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
}
