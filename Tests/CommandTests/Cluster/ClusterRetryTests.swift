import Foundation
import RunLog
import TestSupport
import Testing

/// What ended for no fault of its own is handed over again by who looks, within the limits of the spec.
@Suite(.serialized, .enabled(if: ClusterLab.current != nil, ClusterLab.hint))
struct ClusterRetryTests {
    /// Wants as many megabytes as its width says, and is killed where it has fewer.
    private static let glutton = """
        width=$(sed -n 's/.*"width": *\\([0-9]*\\).*/\\1/p' "$1/config.json")
        echo "has $SLURM_MEM_PER_NODE"
        [ "$SLURM_MEM_PER_NODE" -ge "$width" ] || kill -KILL $$
        """

    /// Slurm says `OUT_OF_MEMORY` only where it uses cgroups, which a container has no right to: its answers about jobs of a
    /// sweep `oom` are changed on the way.
    private func withOutOfMemory(_ body: () throws -> Void) throws {
        let folder = try #require(ClusterLab.current?["CLUSTER_FOLDER"]) + "/bin"
        for program in ["squeue", "sacct"] {
            let text = """
                #!/bin/sh
                /usr/bin/\(program) "$@" >"$HOME/answer.$$"
                code=$?
                sed '/oom[.]/s/FAILED/OUT_OF_MEMORY/' "$HOME/answer.$$"
                rm -f "$HOME/answer.$$"
                exit $code
                """
            try text.write(toFile: "\(folder)/\(program)", atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(folder)/\(program)")
        }
        defer {
            for program in ["squeue", "sacct"] { try? FileManager.default.removeItem(atPath: "\(folder)/\(program)") }
        }
        try body()
    }

    @Test func memoryIsRaisedAsOftenAsMayBe() throws {
        try withTemporaryFolder { folder in
            let lab = try ClusterLab(folder, widths: [1])
            try Self.glutton.write(to: folder.appending(path: "trainer.sh"), atomically: true, encoding: .utf8)
            let spec = """
                sweep: oom
                trainer: {command: [sh, trainer.sh, "{run}"], code: [trainer.sh]}
                axes: {width: [220, 9000]}
                resources: {mem: 100M, on_oom: {mem: x1.5, tries: 2}}
                """
            try spec.write(to: folder.appending(path: "oom.yaml"), atomically: true, encoding: .utf8)
            try withOutOfMemory {
                let submitted = try lab.shell.sweep.run("submit", "oom.yaml", "--cluster", "loop")
                #expect(submitted.code == 0, "\(submitted.errors)")
                // Watching is enough: it goes on until nothing is left to try.
                let watch = try lab.shell.sweep.run("watch", "oom", "--every", "0.5", "--format", "json")
                #expect(watch.code == 0)
                for words in ["gets 1.5 times as much; try 1 of 2", "gets 2.25 times as much; try 2 of 2"] {
                    #expect(watch.errors.components(separatedBy: words).count == 3, "\(watch.errors)")
                }
                let rows = try lab.shell.sweep.run("status", "oom", "--format", "csv").output
                #expect(rows.contains(",3,finished,") && rows.contains(",3,failed,"), "\(rows)")
                #expect(rows.contains("Slurm says OUT_OF_MEMORY"), "\(rows)")
                let jobs = try lab.shell.tracker.run("sql", "SELECT count(*) FROM run", "-f", "csv").output
                #expect(jobs.hasSuffix("\n6\n"), "\(jobs)")
            }
        }
    }

    /// What a run leaves: what it ran on and small artifacts by themselves, large ones on request, each checked.
    @Test func whatARunLeavesIsBroughtHere() throws {
        try withTemporaryFolder { folder in
            let lab = try ClusterLab(folder, widths: [1])
            let trainer = """
                mkdir -p "$1/artifacts/plots"
                echo small >"$1/artifacts/plots/a.txt"
                head -c 3000000 /dev/zero | tr '\\0' x >"$1/artifacts/big"
                echo other >"$1/artifacts/wrong"
                for name in plots/a.txt big wrong; do
                    set -- "$1" $(sha256sum "$1/artifacts/$name") $(wc -c <"$1/artifacts/$name")
                    [ $name != wrong ] || set -- "$1" "${2%????}0000" x "$4"
                    echo "{\\"name\\":\\"$name\\",\\"bytes\\":$4,\\"sha256\\":\\"$2\\",\\"time\\":1}" >>"$1/artifacts.jsonl"
                done
                """
            try trainer.write(to: folder.appending(path: "trainer.sh"), atomically: true, encoding: .utf8)
            #expect(try lab.shell.sweep.run("submit", "shell.yaml", "--cluster", "loop").code == 0)
            #expect(try lab.states { $0 == ["finished": 1] } == ["finished": 1])
            let run = try #require(lab.shell.attempts().first)
            let files = FileManager.default
            #expect(try String(contentsOfFile: run.artifacts + "/plots/a.txt", encoding: .utf8) == "small\n")
            #expect(
                !files.fileExists(atPath: run.artifacts + "/big") && !files.fileExists(atPath: run.artifacts + "/wrong")
            )
            let made = try #require(try CaptureRecord.read(.submitter, from: run))
            #expect(made.sections.contains { $0.key == "argv" })
            let ran = try #require(try CaptureRecord.read(.wrapper, from: run))
            #expect(ran.sections.contains { $0.key == "slurm" })
            let sync = try lab.shell.sweep.run("sync", "shell")
            #expect(sync.errors.contains("1 large artifact, 3.0 MB, stays on loop"), "\(sync.errors)")
            #expect(sync.errors.contains("is not what its run registered") && sync.code == 1)
            let all = try lab.shell.sweep.run("sync", "shell", "--artifacts")
            #expect(all.errors.contains("brought 1 file, 3.0 MB"), "\(all.errors)")
            #expect(try Data(contentsOf: URL(filePath: run.artifacts + "/big")).count == 3_000_000)
        }
    }
}
