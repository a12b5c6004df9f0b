import Foundation
import RunLog
import TestSupport
import Testing
import Tracker

/// The importers, on files that the real packages wrote (`Imported/make.py`).
@Suite struct ImportFixtureTests {
    /// A source, and for each run its key, state, tags, and metrics as `name=count,last,last step`.
    struct Case: CustomTestStringConvertible {
        let name: String
        let source: ImportSource
        let path: String
        let runs: [String]
        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "TensorBoard",
            source: .tensorBoard,
            path: "tensorboard",
            runs: [
                "tensorboard a finished [] eval/score=5,40.0,4 train/loss=5,1.0,4",
                // Its second file begins again at step 3: there the later value counts.
                "tensorboard group-b finished [] train/loss=5,nan,4",
            ]
        ),
        Case(
            name: "W&B",
            source: .wandb,
            path: "wandb",
            runs: [
                "tokens run a finished [a paper] late=1,inf,100 nested.score=5,40.0,4 train/loss=5,1.0,4",
                "tokens run b failed [b paper] late=1,inf,100 nested.score=5,40.0,4 train/loss=5,nan,4",
            ]
        ),
        Case(
            name: "MLflow, SQLite",
            source: .mlflow,
            path: "mlflow-sqlite/mlflow.db",
            runs: [
                "tokens run a finished [paper=yes] peak=1,inf,4 score=1,40.0,4 train/loss=5,1.0,4",
                "tokens run b failed [paper=yes] peak=1,inf,4 score=1,nan,4 train/loss=5,1.0,4",
                "tokens run c lost [paper=yes] peak=1,inf,4 score=1,40.0,4 train/loss=5,1.0,4",
            ]
        ),
        Case(
            name: "MLflow, files",
            source: .mlflow,
            path: "mlflow-files/mlruns",
            runs: [
                "tokens run a finished [paper=yes] peak=1,inf,4 score=1,40.0,4 train/loss=5,1.0,4",
                "tokens run b failed [paper=yes] peak=1,inf,4 score=1,nan,4 train/loss=5,1.0,4",
                "tokens run c lost [paper=yes] peak=1,inf,4 score=1,40.0,4 train/loss=5,1.0,4",
            ]
        ),
        Case(
            name: "CSV, wide",
            source: .csv(CSVColumns()),
            path: "csv/wide.csv",
            runs: [
                "wide a finished [] score=5,40.0,4 train/loss=4,1.0,4",
                "wide b finished [] score=5,40.0,4 train/loss=4,nan,4",
            ]
        ),
        Case(
            name: "CSV, long",
            source: .csv(CSVColumns()),
            path: "csv/long.csv",
            runs: [
                "long a finished [] score=5,40.0,4 train/loss=5,1.0,4",
                "long b finished [] score=5,40.0,4 train/loss=5,1.0,4",
            ]
        ),
    ]

    @Test(arguments: cases) func bringsWhatTheRealPackageWrote(_ example: Case) throws {
        try LabFixture.with { (fixture) throws in
            let report = try fixture.importRuns(example.source, Self.path(example.path))
            #expect(report.problems.isEmpty && report.added.count == example.runs.count)
            #expect(try fixture.described() == example.runs)
        }
    }

    @Test(arguments: cases) func aSecondImportAddsNothing(_ example: Case) throws {
        try LabFixture.with { (fixture) throws in
            _ = try fixture.importRuns(example.source, Self.path(example.path))
            let before = try fixture.described()
            let report = try Importer(into: fixture.lab).run(example.source, path: Self.path(example.path))
            #expect(report.added.isEmpty && report.changed.isEmpty && report.unchanged.count == example.runs.count)
            let news = try fixture.ingest(now: 4e9, thoroughly: true)
            #expect(news.lines == 0 && news.newRuns == 0)
            #expect(try fixture.described() == before)
        }
    }

    @Test(arguments: [
        ("tensorboard", ImportSource.tensorBoard, "a", "bias=true depth=4 kind=pargo lr=0.5"),
        ("wandb", .wandb, "run a", "bias=true depth=4 kind=pargo lr=0.5 nested.none=null nested.width=[1,2]"),
        ("mlflow-sqlite/mlflow.db", .mlflow, "run a", "bias=true depth=4 kind=pargo lr=0.5"),
        ("csv/wide.csv", .csv(CSVColumns()), "b", "kind=with, comma and \"quotes\" lr=0.25"),
    ])
    func parametersKeepTheirTypes(path: String, source: ImportSource, key: String, parameters: String) throws {
        try LabFixture.with { (fixture) throws in
            _ = try fixture.importRuns(source, Self.path(path))
            let run = try fixture.store.run(named: key)
            let texts = run.parameters.sorted { $0.key < $1.key }
                .map { "\($0.key)=\($0.value.stringValue ?? $0.value.text)" }
            #expect(texts.joined(separator: " ") == parameters)
        }
    }

    @Test func notesTimesAndOriginsCome() throws {
        try LabFixture.with { (fixture) throws in
            _ = try fixture.importRuns(.mlflow, Self.path("mlflow-sqlite/mlflow.db"))
            let run = try fixture.store.run(named: "run a")
            #expect(run.notes == ["note of a"])
            #expect(
                run.startedAt == Date(timeIntervalSince1970: 1000)
                    && run.finishedAt == Date(timeIntervalSince1970: 1010)
            )
            #expect(run.createdAt == Date(timeIntervalSince1970: 1000), "it was made then, not when it was imported")
            #expect(run.evidence == "exit.json says exit code 0: imported from MLflow, where it is FINISHED")
            let open = try fixture.store.run(named: "run c")
            #expect(open.state == .lost && open.evidence.hasPrefix("no heartbeat from elsewhere"))
        }
    }

    @Test func bothFormsOfMLflowSayTheSame() throws {
        let described = try ["mlflow-sqlite/mlflow.db", "mlflow-files"]
            .map { path in
                try LabFixture.with { (fixture) throws in
                    _ = try fixture.importRuns(.mlflow, Self.path(path))
                    return try fixture.described()
                }
            }
        #expect(described[0] == described[1])
    }

    /// A log that has grown since the last import is gone on with: no point is read twice.
    @Test(arguments: [
        ("tensorboard/a/events.out.tfevents.1000.host.1.0", ImportSource.tensorBoard),
        ("wandb/wandb/offline-run-20260101_000000-idb/run-idb.wandb", .wandb),
    ])
    func growthIsFollowed(path: String, source: ImportSource) throws {
        try LabFixture.with { (fixture) throws in
            let bytes = try Data(contentsOf: URL(fileURLWithPath: Self.path(path)))
            let file = fixture.lab.path + "/" + (path.split(separator: "/").last ?? "")
            try bytes.prefix(bytes.count * 2 / 3).write(to: URL(fileURLWithPath: file))
            let first = try fixture.importRuns(source, file)
            try bytes.write(to: URL(fileURLWithPath: file))
            let second = try Importer(into: fixture.lab).run(source, path: file)
            #expect(first.added == second.changed && first.points < second.points)
            let news = try fixture.ingest(now: 4e9, thoroughly: true)
            #expect(news.points == second.points - first.points, "only what is new was read")
        }
    }

    /// Two folders each with a run `a`, imported into one group, stay two runs.
    @Test func runsOfOneNameStayApart() throws {
        try LabFixture.with { (fixture) throws in
            let importer = try Importer(into: fixture.lab, group: "all")
            let wide = try importer.run(.csv(CSVColumns()), path: Self.path("csv/wide.csv"))
            let long = try importer.run(.csv(CSVColumns()), path: Self.path("csv/long.csv"))
            #expect(Set(wide.added + long.added).count == 4)
            #expect(try importer.run(.csv(CSVColumns()), path: Self.path("csv/long.csv")).unchanged == long.added)
        }
    }

    @Test func aFolderOfOursIsNotOverwritten() throws {
        try LabFixture.with { (fixture) throws in
            try fixture.makeRun("wide/a/1", configuration: #"{"mine":1}"#)
            let report = try fixture.importRuns(.csv(CSVColumns()), Self.path("csv/wide.csv"))
            #expect(report.added.count == 2 && !report.added.contains("runs/wide/a/1"))
            #expect(
                try fixture.lab.runDirectory("runs/wide/a/1").readConfiguration() == .object([.init("mine", .int(1))])
            )
        }
    }

    static func path(_ name: String, file: String = #filePath) -> String {
        URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Imported/\(name)").path
    }
}

extension LabFixture {
    /// Imports, and takes the run directories in at a time long after.
    func importRuns(_ source: ImportSource, _ path: String) throws -> ImportReport {
        let report = try Importer(into: lab).run(source, path: path)
        try ingest(now: 4e9, thoroughly: true)
        return report
    }

    /// Each run on a line: sweep, key, state, tags, and of each metric the count, the last value and its step.
    func described() throws -> [String] {
        try store.runs(RunQuery(sort: [RunSort(.sweep), RunSort(.key)]))
            .map { run in
                let metrics = run.summaries.sorted { $0.key < $1.key }
                    .map { "\($0.key)=\($0.value.count),\($0.value.last),\($0.value.lastStep)" }
                let head = "\(run.sweep) \(run.key) \(run.state.rawValue) [\(run.tags.joined(separator: " "))]"
                return ([head] + metrics).joined(separator: " ")
            }
    }
}
