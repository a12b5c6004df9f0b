import Foundation
import TestSupport
import Testing

/// Comparing, exporting, removing and keeping a lab in order, as a person does it.
@Suite struct TrackerManagementTests {
    @Test func saysWhatDiffers() async throws {
        try await withRuns { tracker in
            let table = try await tracker("diff", "a", "b")
            try expectSnapshot(table.output.replacing(/[0-9] (?=[ab])/, with: "N "), named: "tracker-diff.txt")
            let csv = try await tracker("diff", "a", "b", "-f", "csv")
            #expect(csv.output.split(separator: "\n").dropFirst().first == "configuration,projector.depth,2,4")
            let json = try await tracker("diff", "a", "b", "-f", "json")
            #expect(json.output.contains("\"projector.depth\": [\n      2,\n      4\n    ]"))
            let one = try await tracker("diff", "a")
            #expect(one.code == 64 && one.errors.contains("name at least two runs"))
            #expect(try await tracker("diff", "a", "a").output == "Nothing that is known of these runs differs.\n")
        }
    }

    @Test func exportsInEachForm() async throws {
        try await withRuns { tracker in
            let long = try await tracker("export", "--points", "--where", "key = 'a'", "--columns", "key")
            #expect(
                long.output
                    == "run,key,metric,step,time,value\n1,a,train/loss,0,1000.0,2.5\n1,a,train/loss,10,1001.0,1.25\n"
            )
            let lines = try await tracker("export", "-f", "jsonl", "--sort", "key", "--columns", "key,train/loss")
            #expect(
                lines.output == """
                    {"key":"a","metrics.train/loss.last":1.25}
                    {"key":"b","metrics.train/loss.last":2.75}
                    {"key":"c","metrics.train/loss.last":null}

                    """
            )
            let file = try await tracker("export", "-o", "out.sqlite", "--where", "projector.depth < 6")
            #expect(file.code == 0 && file.errors == "out.sqlite: 2 runs\n")
            let read = try await tracker(
                "list",
                "--lab",
                "out.sqlite",
                "--columns",
                "key,train/loss",
                "-f",
                "csv",
                "--sort",
                "key"
            )
            #expect(read.output == "key,metrics.train/loss.last\na,1.25\nb,2.75\n")
            #expect(try await tracker("check", "--lab", "out.sqlite", "-q").code == 0)
            let write = try await tracker("tag", "x", "a", "--lab", "out.sqlite")
            #expect(write.code == 1 && write.errors.contains("cannot be written"))
            let again = try await tracker("export", "-o", "out.sqlite")
            #expect(again.code == 1 && again.errors.contains("there is a file of that name"))
            // What was exported can be imported again: parameters and metrics are told by their prefixes.
            #expect(try await tracker("export", "-o", "all.csv").code == 0)
            let back = try await tracker("import", "csv", "all.csv", "--run-column", "key", "--group", "back")
            #expect(back.code == 0, "\(back.errors)")
        }
    }

    @Test func removesWhatItSaidItWould() async throws {
        try await withRuns { tracker in
            let plan = try await tracker("rm", "b", "--dry-run")
            try expectSnapshot(plan.output.replacing(/[0-9]+ B/, with: "N B"), named: "tracker-rm.txt")
            let unasked = try await tracker("rm", "b")
            #expect(unasked.code == 64 && unasked.errors.contains("nobody is there to ask: give --yes"))
            #expect(
                try await tracker("list", "--columns", "key", "-f", "csv", "--sort", "key").output == "key\na\nb\nc\n"
            )
            let done = try await tracker("rm", "b", "--yes", "-q")
            #expect(done.code == 0 && done.output.isEmpty && done.errors.isEmpty)
            #expect(!FileManager.default.fileExists(atPath: tracker.folder.path + "/lab/runs/tokens/b"))
            #expect(try await tracker("list", "--columns", "key", "-f", "csv", "--sort", "key").output == "key\na\nc\n")
            #expect(try await tracker("rm", "zzz", "--yes").code == 64)
        }
    }

    @Test func lateResultsArriveAtACheck() async throws {
        try await withRuns { tracker in
            // As if the folders had not changed for long: then what ended in 1970 is not looked at again.
            let long = Date(timeIntervalSince1970: 1000)
            for folder in ["", "/tokens", "/tokens/a", "/tokens/b", "/tokens/c"] {
                let path = tracker.folder.path + "/lab/runs" + folder
                guard FileManager.default.fileExists(atPath: path) else { continue }
                try FileManager.default.setAttributes([.modificationDate: long], ofItemAtPath: path)
            }
            _ = try await tracker("list")
            let log = tracker.folder.appending(path: "lab/runs/tokens/a/1/metrics.jsonl")
            let old = try String(contentsOf: log, encoding: .utf8)
            let late = #"{"step":20,"time":1002,"values":{"train/loss":0.5}}"# + "\n"
            try (old + late).write(to: log, atomically: false, encoding: .utf8)
            let ask = ["list", "--where", "key = 'a'", "--columns", "train/loss", "-f", "csv"]
            #expect(try await tracker(ask).output == "metrics.train/loss.last\n1.25\n", "it ended in 1970")
            #expect(try await tracker("check").code == 0)
            #expect(try await tracker(ask).output == "metrics.train/loss.last\n0.5\n")
        }
    }

    /// A terminal without room for all: what a run came to is shown before what it was given.
    @Test func aNarrowTerminalShowsWhatMattersMost() async throws {
        try await withRuns { tracker in
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/script")
            let output = tracker.folder.appending(path: "shown")
            process.arguments = ["-qc", "stty cols 44; '\(try TrackerProgram.executable().path)' list", output.path]
            process.currentDirectoryURL = tracker.folder
            process.environment = ["PATH": "/usr/bin:/bin", "NO_COLOR": "1", "SHELL": "/bin/sh", "TERM": "xterm"]
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            let lines = try String(contentsOf: output, encoding: .utf8).replacing("\r\n", with: "\n")
                .split(separator: "\n")
            #expect(lines.contains { $0.hasSuffix("train/loss") && $0.count <= 44 }, "\(lines)")
            #expect(lines.contains("… 1 more column; --columns chooses, --format csv has all"), "\(lines)")
            #expect(!lines.contains { $0.contains("\u{1B}") })
        }
    }

    @Test func saysItsVersion() async throws {
        try await withRuns { tracker in
            let version = try await tracker("--version")
            #expect(version.code == 0 && version.output.split(separator: ".").count == 3)
        }
    }

    @Test func compactingSaysBytes() async throws {
        try await withRuns { tracker in
            let text = try await tracker("compact")
            #expect(text.code == 0 && text.output.contains(" kB -> "))
            let csv = try await tracker("compact", "-f", "csv")
            #expect(csv.output.hasPrefix("bytes_before,bytes_after,points,bytes_per_point\n"))
        }
    }

    /// A folder that is mounted read-only, and a disk without room: needs the rights to mount.
    @Test(.enabled(if: Self.mayMount)) func aLabThatCannotBeWrittenIsRead() async throws {
        try await withRuns { tracker in
            _ = try await tracker("list")
            let script = """
                mount --bind lab lab && mount -o remount,ro,bind lab
                "$TRACKER" list --columns key -f csv --sort key; echo "code $?"
                "$TRACKER" tag x a; echo "code $?"
                """
            let outcome = try Self.bash(script, in: tracker.folder)
            #expect(outcome.contains("warning: what is new was not taken in: "))
            #expect(outcome.contains("key\na\nb\nc\ncode 0\n"), "\(outcome)")
            #expect(outcome.contains("cannot be written") && outcome.hasSuffix("code 1\n"), "\(outcome)")
        }
    }

    @Test(.enabled(if: Self.mayMount)) func aFullDiskIsCalledSo() async throws {
        try await withRuns { tracker in
            let rows = (0..<20_000).map { "a,\($0),\(Double($0) / 2)\n" }.joined()
            try ("run,step,loss\n" + rows)
                .write(to: tracker.folder.appending(path: "big.csv"), atomically: true, encoding: .utf8)
            let script = """
                mkdir full && mount -t tmpfs -o size=300k tmpfs full
                "$TRACKER" import csv big.csv --lab full/lab; echo "code $?"
                ls -A full/lab/runs
                mount -o remount,size=20M full
                "$TRACKER" import csv big.csv --lab full/lab; echo "code $?"
                mount -o remount,size=$(($(df --output=used full | tail -n 1) + 16))k full
                head -c 1M /dev/zero > full/filler 2>/dev/null
                "$TRACKER" compact --lab full/lab; echo "code $?"
                rm full/filler && mount -o remount,size=20M full
                "$TRACKER" check --lab full/lab; echo "code $?"
                """
            let outcome = try Self.bash(script, in: tracker.folder)
            let codes = outcome.split(separator: "\n").filter { $0.hasPrefix("code ") }
            #expect(codes == ["code 1", "code 0", "code 1", "code 0"], "\(outcome)")
            #expect(outcome.contains("No space left on device. Free some space"))
            #expect(outcome.contains("tracker.sqlite: the disk is full; nothing was changed"), "\(outcome)")
        }
    }

    private static let mayMount = (try? bash("true", in: FileManager.default.temporaryDirectory)) == ""

    /// What a script prints whose mounts are its own; nil output of `true` says that it may make some.
    private static func bash(_ script: String, in folder: URL) throws -> String {
        let output = folder.appending(path: "bash-\(UUID().uuidString)")
        try Data().write(to: output)
        defer { try? FileManager.default.removeItem(at: output) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["unshare", "--mount", "--propagation", "private", "bash", "-c", script]
        process.currentDirectoryURL = folder
        process.environment = [
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "TRACKER": try TrackerProgram.executable().path,
        ]
        let file = try FileHandle(forWritingTo: output)
        process.standardOutput = file
        process.standardError = file
        try process.run()
        process.waitUntilExit()
        let text = try String(contentsOf: output, encoding: .utf8)
        return process.terminationStatus == 0 ? text : text + "ended with \(process.terminationStatus)\n"
    }

    private func withRuns(_ body: (TrackerProgram) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let tracker = TrackerProgram(folder: folder)
            try tracker.makeRun("a", depth: 2, losses: [2.5, 1.25], exit: 0)
            try tracker.makeRun("b", depth: 4, losses: [2.5, 2.75], exit: 3)
            try tracker.makeRun("c", depth: 6, losses: [], exit: nil)
            try await body(tracker)
        }
    }
}
