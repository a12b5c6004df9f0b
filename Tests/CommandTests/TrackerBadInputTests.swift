import Foundation
import Glibc
import TestSupport
import Testing

/// What a lab may hold that nobody meant to be there: the built program reads what can be read, says what it left, and ends.
@Suite struct TrackerBadInputTests {
    /// Makes `lab/runs/NAME` with files, finished unless told otherwise.
    private func makeRun(_ folder: URL, _ name: String, _ lines: [String], files: [String: String] = [:]) throws {
        let directory = folder.appending(path: "lab/runs/\(name)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        var all = files
        all["metrics.jsonl"] = lines.joined(separator: "\n") + "\n"
        if all["exit.json"] == nil {
            all["exit.json"] = #"{"version":1,"code":0,"signal":null,"reason":"finished","finished_at":1190}"#
        }
        for (file, text) in all { try Data(text.utf8).write(to: directory.appending(path: file)) }
    }

    private func line(_ step: Int, _ value: String, time: String? = nil) -> String {
        #"{"step":\#(step),"time":\#(time ?? "\(1000 + step)"),"values":{"loss":\#(value)}}"#
    }

    /// What is in the store of the only metric: `count,last,min,max`.
    private func summary(_ tracker: TrackerProgram) async throws -> String {
        let sql = "SELECT count, last, min, max FROM summary JOIN metric ON metric.id = metric_id WHERE name = 'loss'"
        let lines = try await tracker("sql", sql, "-f", "csv").output.split(separator: "\n")
        return String(lines.last ?? "")
    }

    @Test(arguments: [
        // A last line that was cut off; a line of bytes that are no text; lines that are no log lines.
        ("torn", #"{"step":2,"time":1002,"val"#, "2,0.5,0.5,1.0", "was cut off after 26 bytes; all before it is kept"),
        ("binary", "\u{0}\u{1}\u{2}ÿþ\n{\"step\":2", "2,0.5,0.5,1.0", "2 lines were refused, the first at byte 90 ("),
        (
            "other", "[1]\n\"x\"\n{}\nnull\nDROP TABLE run;", "2,0.5,0.5,1.0",
            "5 lines were refused, the first at byte 90 ("
        ),
        // What JSON has no numbers for has texts; bare words are refused.
        ("nan", #"{"step":2,"time":1,"values":{"loss":NaN}}"#, "2,0.5,0.5,1.0", "(byte 36: not a number)"),
        (
            "deep", "{\"step\":2,\"time\":1,\"values\":{\"loss\":" + String(repeating: "[", count: 50_000),
            "2,0.5,0.5,1.0",
            "1 line was refused"
        ),
        ("twice", #"{"step":2,"step":3,"time":1,"values":{"loss":9}}"#, "2,0.5,0.5,1.0", "1 line was refused"),
        ("huge step", #"{"step":1e30,"time":1,"values":{"loss":9}}"#, "2,0.5,0.5,1.0", "1 line was refused"),
    ])
    func whatIsNoLineIsRefusedWithItsPlace(name: String, text: String, kept: String, said: String) async throws {
        try await withTemporaryFolder { folder in
            let tracker = TrackerProgram(folder: folder)
            try makeRun(folder, "a", [line(0, "1.0"), line(1, "0.5"), text])
            let log = folder.appending(path: "lab/runs/a/metrics.jsonl")
            if name == "torn" { try Data(Data(contentsOf: log).dropLast()).write(to: log) }
            let list = try await tracker("list")
            #expect(list.code == 0 && list.output.contains("1 run · 1 finished"), "\(list.output)\(list.errors)")
            #expect(try await summary(tracker) == kept)
            let check = try await tracker("check")
            #expect(check.code == 0 && check.output.contains(said), "\(check.output)")
            #expect(check.output.contains("is sound"))
        }
    }

    @Test func numbersThatAreNoneStepsThatGoBackAndClocksThatJumpAreKept() async throws {
        try await withTemporaryFolder { folder in
            let tracker = TrackerProgram(folder: folder)
            try makeRun(
                folder,
                "a",
                [
                    line(0, "\"NaN\""), line(1, "\"Infinity\"", time: "2e9"), line(2, "3.0", time: "-5"),
                    line(3, "9.0"),
                    line(4, "9.0"), line(3, "2.5"), line(4, "\"-Infinity\"", time: "0"),
                ]
            )
            let history = try await tracker("history", "loss", "--runs", "1", "-f", "csv")
            #expect(history.code == 0 && history.errors.isEmpty)
            let values = history.output.split(separator: "\n").dropFirst()
                .map { $0.split(separator: ",").last.map(String.init) ?? "" }
            #expect(values == ["NaN", "Infinity", "3.0", "2.5", "-Infinity"], "\(history.output)")
            #expect(try await tracker("check").code == 0)
        }
    }

    /// A hundred million bytes without an end of line, and after them a line that counts.
    @Test func aHugeLineIsPassedOver() async throws {
        try await withTemporaryFolder { folder in
            let tracker = TrackerProgram(folder: folder)
            try makeRun(folder, "a", [line(0, "1.0")])
            let log = try FileHandle(forWritingTo: folder.appending(path: "lab/runs/a/metrics.jsonl"))
            try log.seek(toOffset: 100_000_000)
            try log.write(contentsOf: Data("\n\(line(2, "0.25"))\n".utf8))
            try log.close()
            #expect(try await tracker("list").code == 0)
            #expect(try await summary(tracker) == "2,0.25,0.25,1.0")
            #expect(
                try await tracker("check").output
                    .contains("1 line was refused, at byte \(line(0, "1.0").count + 1) (longer")
            )
        }
    }

    /// Names and values that are commands to a shell, to SQL, to a terminal or to a browser are names and values.
    @Test func nothingInARunIsExecutedOrFollowed() async throws {
        try await withTemporaryFolder { folder in
            let tracker = TrackerProgram(folder: folder)
            try Data("a secret of somebody else\n".utf8).write(to: folder.appending(path: "secret"))
            let name = #"x'); DROP TABLE run; --"#
            try makeRun(
                folder,
                "a",
                [
                    #"{"step":0,"time":1,"values":{"\#(name)":1,"../../secret":2,"$(touch pwned)":3}}"#,
                    #"{"step":1,"time":1,"values":{"\u001b[31mred":4}}"#,
                ],
                files: ["config.json": #"{"`touch pwned`":"$(touch pwned)","p'; DROP TABLE param; --":1}"#]
            )
            // Links out of the lab, a pipe that nobody writes to, a folder in a record's place.
            try makeRun(folder, "b", [])
            let other = folder.appending(path: "lab/runs/b").path
            for file in ["metrics.jsonl", "config.json", "log.txt"] {
                unlink("\(other)/\(file)")
                symlink("\(folder.path)/secret", "\(other)/\(file)")
            }
            mkfifo("\(other)/system.jsonl", 0o644)
            mkfifo("\(other)/start.json", 0o644)
            mkdir("\(other)/claim", 0o755)
            let list = try await tracker("list", "--format", "json")
            #expect(list.code == 0)
            #expect(list.errors.contains("b/metrics.jsonl: it is a link"), "\(list.errors)")
            #expect(list.errors.contains("b/start.json: it is no ordinary file"), "\(list.errors)")
            let shown = try await tracker("show", "b").output
            #expect(!list.output.contains("secret of") && !shown.contains("secret of"))
            let names = try await tracker("list", "metrics", "-f", "csv")
            #expect(names.output.contains(name) && names.output.contains("../../secret"))
            #expect(try await tracker("history", name, "--runs", "a", "-f", "csv").code == 0)
            let table = try await tracker("list").output
            #expect(!table.contains("\u{1B}"))
            let dump = try await tracker("sql", "SELECT * FROM bad_line", "-f", "csv")
            #expect(!dump.output.contains("secret of"))
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "pwned").path))
            #expect(try await tracker("check").code == 0)
        }
    }

    /// The ingester saw each log up to another byte; when it looks again, each line counts once.
    @Test func everyCutOfALogCountsEachLineOnce() async throws {
        try await withTemporaryFolder { folder in
            let tracker = TrackerProgram(folder: folder)
            let whole = [
                line(0, "1.0"), line(1, "\"NaN\""), "no line", line(2, "-2.5e-3"), line(2, "0.125"), line(7, "3.0"),
            ]
            .map { $0 + "\n" }.joined().utf8
            let logs = (0...whole.count).map { folder.appending(path: "lab/runs/cut/run\($0)/metrics.jsonl") }
            for (count, log) in logs.enumerated() {
                try FileManager.default.createDirectory(
                    at: log.deletingLastPathComponent(),
                    withIntermediateDirectories: true
                )
                try Data(whole.prefix(count)).write(to: log)
            }
            #expect(try await tracker("list", "--quiet").code == 0)
            for (count, log) in logs.enumerated() {
                let file = try FileHandle(forWritingTo: log)
                try file.seekToEnd()
                try file.write(contentsOf: Data(whole.dropFirst(count)))
                try file.close()
            }
            #expect(try await tracker("list", "--quiet").code == 0)
            let sql = """
                SELECT DISTINCT count, last, last_step, min, max, bad_lines FROM run
                    JOIN summary ON summary.run_id = run.id JOIN cursor ON cursor.run_id = run.id AND file = 'metrics.jsonl'
                """
            #expect(
                try await tracker("sql", sql, "-f", "csv").output.split(separator: "\n").dropFirst() == [
                    "4,3.0,7,0.125,3.0,1"
                ]
            )
            let runs = try await tracker("sql", "SELECT count(*) FROM summary", "-f", "csv").output
            #expect(runs.split(separator: "\n").last == "\(logs.count)")
            #expect(try await tracker("check").output.contains("is sound"))
        }
    }

    /// `kill -9` at any moment of taking in, again and again: the store is sound, and each line is in it once.
    @Test func aKilledIngesterGoesOnWhereItWas() async throws {
        try await withTemporaryFolder { folder in
            let tracker = TrackerProgram(folder: folder)
            let lines = (0..<20_000).map { line($0, "\(Double($0 % 977) / 4)") }
            for name in ["a", "b", "c"] { try makeRun(folder, name, lines) }
            let program = Program("tracker", in: folder, environment: ["LAB_DIR": folder.appending(path: "lab").path])
            var random = SeededGenerator(seed: 7)
            var (tries, killed) = (0, 0)
            // On a busy machine some end before they are killed, and some begin only after.
            while killed < 4 || tries < 12, tries < 100 {
                tries += 1
                let running = try program.start(["list", "--quiet"])
                usleep(UInt32.random(in: 1_000...90_000, using: &random))
                kill(running.pid, SIGKILL)
                if try running.finish().code != 0 { killed += 1 }
            }
            #expect(killed >= 4)
            #expect(try await tracker("list").code == 0)
            let sql = "SELECT count(*), min(count), max(count), sum(last_step) FROM summary"
            let found = try await tracker("sql", sql, "-f", "csv").output.split(separator: "\n").last
            #expect(found == "3,20000,20000,59997")
            #expect(try await tracker("check").output.contains("is sound"))
        }
    }

    /// Each is one line that says which file, what is wrong and what to type, and the file is left as it is.
    @Test(arguments: [
        ("text", "is not an SQLite database. Move it away"),
        ("cut", "is damaged (database disk image is malformed). Move it"),
        ("flipped", "is damaged (malformed database schema"), ("foreign", "is an SQLite database of another program"),
        ("newer", "was made by a newer version of this program"),
    ])
    func aDamagedStoreIsOneLine(damage: String, said: String) async throws {
        try await withTemporaryFolder { folder in
            let tracker = TrackerProgram(folder: folder)
            try makeRun(folder, "a", (0..<500).map { line($0, "1.0") })
            #expect(try await tracker("compact").code == 0)
            let store = folder.appending(path: "lab/tracker.sqlite")
            for name in ["-wal", "-shm"] { unlink(store.path + name) }
            let bytes = try Data(contentsOf: store)
            switch damage {
            case "text": try Data("hello\n".utf8).write(to: store)
            case "cut": try bytes.prefix(bytes.count / 2).write(to: store)
            case "flipped":
                try bytes.replacing(Data("CREATE TABLE run".utf8), with: Data("CREATE\nTABLE#run".utf8))
                    .write(to: store)
            // The id of the application stands at byte 68; the migrations that were applied are rows.
            case "foreign": try (bytes.prefix(68) + Data([1, 2, 3, 4]) + bytes.dropFirst(72)).write(to: store)
            default: try bytes.replacing(Data("1 tables".utf8), with: Data("9 tables".utf8)).write(to: store)
            }
            let before = try Data(contentsOf: store)
            for command in [["list"], ["check"], ["history", "loss"], ["sql", "SELECT 1"], ["tag", "x", "a"]] {
                let outcome = try await tracker(command)
                #expect(outcome.code == 65, "\(command): \(outcome.errors)")
                #expect(outcome.errors.contains(said), "\(command): \(outcome.errors)")
                #expect(outcome.errors.split(separator: "\n").count == 1, "\(command): \(outcome.errors)")
            }
            #expect(try Data(contentsOf: store) == before)
        }
    }
}
