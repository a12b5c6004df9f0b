import Foundation
import TestSupport
import Testing

@Suite struct TrackerCommandTests {
    @Test func listsRuns() async throws {
        try await withRuns { tracker in
            let list = try await tracker("list", "runs", "--sort", "key")
            #expect(list.code == 0 && list.errors.isEmpty)
            try expectSnapshot(list.output, named: "tracker-list-runs.txt")
            let csv = try await tracker(
                "list",
                "runs",
                "--format",
                "csv",
                "--sort",
                "key",
                "--columns",
                "key,state,depth"
            )
            #expect(csv.code == 64)
            #expect(csv.errors == "error: there is no column 'depth'. Did you mean 'projector.depth'?\n")
        }
    }

    @Test func jsonIsAnInterface() async throws {
        try await withRuns { tracker in
            let list = try await tracker("list", "runs", "--state", "failed", "--format", "json")
            let text = list.output.replacing(/"created_at": [0-9.e+]+/, with: #""created_at": TIME"#)
            try expectSnapshot(text, named: "tracker-list-runs.json")
            let columns = "key,state,duration,train/loss,train/loss.min,params.projector.depth"
            let some = try await tracker(
                "list",
                "runs",
                "--sort",
                "key",
                "--limit",
                "1",
                "--format",
                "json",
                "--columns",
                columns
            )
            try expectSnapshot(some.output, named: "tracker-list-columns.json")
        }
    }

    @Test func exportsCSV() async throws {
        try await withRuns { tracker in
            let columns = "key,state,evidence,params.projector.depth,train/loss.count"
            let export = try await tracker("export", "--sort", "-train/loss", "--columns", columns)
            #expect(
                export.output == """
                    key,state,evidence,params.projector.depth,metrics.train/loss.count
                    b,failed,exit.json says exit code 3,4,2
                    a,finished,exit.json says exit code 0,2,2
                    c,created,found under runs/,6,

                    """
            )
        }
    }

    @Test func asksWithAnExpression() async throws {
        try await withRuns { tracker in
            let condition = "params.projector.depth >= 4 and state = failed and train/loss.count > 1"
            let export = try await tracker("export", "--where", condition, "--columns", "key")
            #expect(export.output == "key\nb\n")
            let list = try await tracker(
                "list",
                "runs",
                "--where",
                "projector.depth == 2",
                "--columns",
                "key",
                "-f",
                "csv"
            )
            #expect(list.output == "key\na\n")
            let nothing = try await tracker("list", "--where", "duration > days(1)")
            #expect(nothing.code == 0)
            #expect(nothing.output == "No runs fit. Leave out --sweep, --state and --where to see all.\n")
            let wrong = try await tracker("list", "--where", "projector.dept >= 4")
            #expect(wrong.code == 64)
            #expect(
                wrong.errors == """
                    error: in --where: column 1: unknown name 'projector.dept'. Did you mean 'projector.depth'?
                      projector.dept >= 4
                      ^^^^^^^^^^^^^^

                    """
            )
        }
    }

    @Test func groupsRunsOverTheirSeeds() async throws {
        try await withRuns { tracker in
            try tracker.makeRun("d", depth: 4, losses: [2.5, 3.25], exit: 0)
            let table = try await tracker("list", "--over", "seed", "--sort", "train/loss")
            #expect(
                table.output == """
                    depth  runs  train/loss   best
                        2     1       1.250  1.250
                        4     2  3 ± 0.3536  2.750
                        6     1           -      -
                    3 groups of 4 runs · mean ± sample standard deviation (n − 1) · 2 not finished: counted with what they have \
                    (--state finished leaves them out)

                    """
            )
            let csv = try await tracker(
                ["list", "--group-by", "projector.depth", "--columns", "train/loss@5", "--where", "eval/x == null"]
            )
            #expect(csv.code == 64 && csv.errors.contains("unknown name 'eval/x'"))
            let json = try await tracker(
                ["list", "--group-by", "state", "--columns", "train/loss.best", "--sort", "-state", "-f", "json"]
            )
            try expectSnapshot(json.output, named: "tracker-list-groups.json")
        }
    }

    @Test func tagsNotesAndTheArchive() async throws {
        try await withRuns { tracker in
            #expect(try await tracker("tag", "best", "a", "b").output == "tagged 2 runs\n")
            #expect(try await tracker("tag", "best", "a").output == "tagged 0 runs (1 was already as asked)\n")
            #expect(try await tracker("note", "looks odd", "--where", "best in tags and state = failed").code == 0)
            let some = ["list", "--where", "best in tags", "--columns", "key,tags,notes", "--sort", "key", "-f", "csv"]
            #expect(try await tracker(some).output == "key,tags,notes\na,best,\nb,best,looks odd\n")
            #expect(try await tracker("list", "tags").output == "tag   runs\nbest     2\n")
            #expect(try await tracker("archive", "--state", "failed").output == "archived 1 run\n")
            let keys = ["list", "--columns", "key", "-f", "csv", "--sort", "key"]
            #expect(try await tracker(keys).output == "key\na\nc\n")
            #expect(try await tracker(keys + ["--archived"]).output == "key\na\nb\nc\n")
            #expect(try await tracker(keys + ["--where", "archived"]).output == "key\nb\n")
            #expect(try await tracker("unarchive", "b").output == "brought back 1 run\n")
            let nobody = try await tracker("tag", "best")
            #expect(nobody.code == 64 && nobody.errors.contains("say which runs"))
        }
    }

    @Test func importsATableOnce() async throws {
        try await withTemporaryFolder { folder in
            let tracker = TrackerProgram(folder: folder)
            let table = folder.appending(path: "curves.csv")
            try "run,step,loss\na,1,2.5\na,2,1.5\nb,1,3\nb,2,2\n".write(to: table, atomically: true, encoding: .utf8)
            let first = try await tracker("import", "csv", "curves.csv")
            #expect(first.output == "2 runs (2 added), 4 points in runs/curves\n" && first.errors.isEmpty)
            let second = try await tracker("import", "csv", "curves.csv", "-f", "csv")
            #expect(second.output == "directory,outcome\nruns/curves/a/1,unchanged\nruns/curves/b/1,unchanged\n")
            let best = try await tracker("list", "--columns", "key,loss.best", "--sort", "loss.best", "-f", "csv")
            #expect(best.output == "key,metrics.loss.best\na,1.5\nb,2.0\n")
            let wrong = try await tracker("import", "mlflow", "curves.csv")
            #expect(wrong.code == 65 && wrong.errors.hasPrefix("error: curves.csv: this is no store of MLflow's"))
            #expect(try await tracker("import", "wandb", "gone").code == 64)
        }
    }

    @Test func showsARun() async throws {
        try await withRuns { tracker in
            let show = try await tracker("show", "b")
            let text = show.output.replacing(tracker.folder.path, with: "FOLDER")
            try expectSnapshot(text, named: "tracker-show.txt")
            let json = try await tracker("show", "b", "--format", "json")
            #expect(json.code == 0 && json.output.contains("\"log\": [\n    \"loading\",\n    \"step 10\"\n  ]"))
        }
    }

    @Test func printsAMetric() async throws {
        try await withRuns { tracker in
            let table = try await tracker("history", "train/loss", "--runs", "a,b")
            try expectSnapshot(table.output.replacing(/[0-9]+ (?=[ab])/, with: "N "), named: "tracker-history.txt")
            let wrong = try await tracker("history", "trian/loss")
            #expect(wrong.code == 64)
            #expect(wrong.errors == "error: there is no metric 'trian/loss'. Did you mean 'train/loss'?\n")
        }
    }

    @Test func answersSQLAndChangesNothing() async throws {
        try await withRuns { tracker in
            let count = try await tracker("sql", "SELECT state, count(*) AS runs FROM run GROUP BY state", "-f", "csv")
            #expect(count.output == "state,runs\ncreated,1\nfailed,1\nfinished,1\n")
            for statement in ["DELETE FROM run", "SELEC"] { #expect(try await tracker("sql", statement).code == 64) }
            #expect(try await tracker("check").code == 0)
        }
    }

    @Test func anEmptyLabSaysWhatToDoNext() async throws {
        try await withTemporaryFolder { folder in
            let tracker = TrackerProgram(folder: folder)
            let list = try await tracker("list")
            #expect(list.code == 0 && list.output.isEmpty)
            #expect(
                list.errors.replacing(folder.path, with: "FOLDER") == """
                    No runs yet: FOLDER/lab does not exist or is empty.
                    Start some with `sweep submit SPEC`, or one by hand with `pargo-run train --run FOLDER/lab/runs/first`.

                    """
            )
            #expect(try await tracker("list", "--format", "json").output == "[]\n")
            #expect(!FileManager.default.fileExists(atPath: folder.path + "/lab"), "looking makes nothing")
        }
    }

    @Test func badFilesAreNotOurCrash() async throws {
        try await withTemporaryFolder { folder in
            let tracker = TrackerProgram(folder: folder)
            try FileManager.default.createDirectory(
                at: folder.appending(path: "lab"),
                withIntermediateDirectories: true
            )
            try String(repeating: "noise ", count: 1000)
                .write(toFile: folder.path + "/lab/tracker.sqlite", atomically: true, encoding: .utf8)
            let list = try await tracker("list")
            #expect(list.code == 65 && list.errors.contains("is not an SQLite database"))
        }
    }

    /// Eight processes that meet in a fresh lab all come through.
    @Test func eightProcessesMayStartInAFreshLab() async throws {
        try await withRuns { tracker in
            try await withThrowingTaskGroup(of: TrackerProgram.Outcome.self) { group in
                for _ in 0..<8 {
                    group.addTask { try await tracker("list", "runs", "--format", "csv", "--columns", "key") }
                }
                for try await outcome in group {
                    #expect(outcome.code == 0, "\(outcome.errors)")
                }
            }
            #expect(try await tracker("sql", "SELECT count(*) AS n FROM point", "-f", "csv").output == "n\n4\n")
        }
    }

    @Test(arguments: [
        ["--help"], ["list", "runs", "--help"], ["show", "--help"], ["history", "--help"], ["sql", "--help"],
        ["export", "--help"], ["check", "--help"], ["tag", "--help"], ["note", "--help"], ["archive", "--help"],
        ["goal", "--help"], ["import", "--help"], ["import", "csv", "--help"], ["report", "--help"],
        ["diff", "--help"], ["rm", "--help"], ["compact", "--help"],
    ])
    func helpIsWorthReading(arguments: [String]) async throws {
        try await withTemporaryFolder { folder in
            let help = try await TrackerProgram(folder: folder)(arguments)
            #expect(help.code == 0)
            let name = (["tracker"] + arguments.dropLast()).joined(separator: "-")
            try expectSnapshot(help.output, named: "help-\(name).txt")
        }
    }

    @Test(arguments: [
        ["list", "--limit", "0"], ["list", "--state", "odd"], ["show"], ["nonsense"], ["show", "x", "-f", "csv"],
    ])
    func wrongUsageIs64(arguments: [String]) async throws {
        try await withTemporaryFolder { folder in
            let outcome = try await TrackerProgram(folder: folder)(arguments)
            #expect(outcome.code == 64)
        }
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
