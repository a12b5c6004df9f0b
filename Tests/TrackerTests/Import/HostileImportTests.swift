import Foundation
import RunLog
import TestSupport
import Testing
import Tracker

/// Files that are cut short, damaged, or made to do harm.
@Suite struct HostileImportTests {
    private static let logs: [(String, ImportSource)] = [
        ("tensorboard/a/events.out.tfevents.1000.host.1.0", .tensorBoard),
        ("wandb/wandb/offline-run-20260101_000000-ida/run-ida.wandb", .wandb),
    ]

    /// Cut at any byte, a log gives what is whole before the cut.
    @Test(arguments: logs) func everyCutIsSurvived(path: String, source: ImportSource) throws {
        try LabFixture.with { (fixture) throws in
            let bytes = try Data(contentsOf: URL(fileURLWithPath: ImportFixtureTests.path(path)))
            var last = 0
            for cut in stride(from: 0, through: bytes.count, by: max(7, bytes.count / 400)) {
                let points = try points(bytes.prefix(cut), source, fixture)
                #expect(points >= last, "a longer log has no fewer points, at byte \(cut)")
                last = points
            }
            #expect(try points(bytes, source, fixture) >= last && last > 0)
        }
    }

    /// Whatever a byte is changed to, the import ends, in points or in a sentence.
    @Test(arguments: logs) func damageIsSurvived(path: String, source: ImportSource) throws {
        try LabFixture.with { (fixture) throws in
            let bytes = try Data(contentsOf: URL(fileURLWithPath: ImportFixtureTests.path(path)))
            let whole = try points(bytes, source, fixture)
            var random = SeededGenerator(seed: 5)
            for _ in 0..<150 {
                var damaged = bytes
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    damaged[Int.random(in: 0..<damaged.count, using: &random)] = UInt8.random(
                        in: 0...255,
                        using: &random
                    )
                }
                #expect(try points(damaged, source, fixture) <= whole, "a checksum stands before every record")
            }
        }
    }

    @Test func noiseIsNoTable() throws {
        try LabFixture.with { (fixture) throws in
            var random = SeededGenerator(seed: 6)
            for _ in 0..<100 {
                let letters = Array("run,step,value\n\"loss;1.5e3 \tnan\u{0}é".utf8)
                let count = Int.random(in: 0..<200, using: &random)
                let bytes = Data((0..<count).map { _ in letters.randomElement(using: &random) ?? 0 })
                _ = try points(bytes, .csv(CSVColumns()), fixture)
            }
        }
    }

    @Test(arguments: [
        ("", "it has no header line"), ("a,\"b\nc", "byte 2: this quote is never closed"),
        ("run,loss\na,1\n", "which columns are metrics cannot be told: say so with --metrics, such as --metrics loss"),
        ("run,step,kind\na,1,x\n", "which columns are metrics cannot be told"),
    ])
    func tablesThatSayNothingAreRefused(text: String, message: String) throws {
        try LabFixture.with { (fixture) throws in
            let file = fixture.lab.path + "/t.csv"
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            let error = try #require(throws: ImportError.self) { try fixture.importRuns(.csv(CSVColumns()), file) }
            #expect(error.description.contains(message), "\(error)")
        }
    }

    @Test func columnsCanBeNamed() throws {
        try LabFixture.with { (fixture) throws in
            let file = fixture.lab.path + "/results.csv"
            try "who;lr;acc;loss\na;1e-3;0,5;2\nb;1e-4;0.75;x\n".write(toFile: file, atomically: true, encoding: .utf8)
            var columns = CSVColumns()
            (columns.run, columns.metrics) = ("who", ["acc", "loss"])
            _ = try fixture.importRuns(.csv(columns), file)
            #expect(
                try fixture.described() == ["results a finished [] loss=1,2.0,0", "results b finished [] acc=1,0.75,0"]
            )
            #expect(try fixture.store.run(named: "b").notes.first?.hasPrefix("1 cells of") == true)
            #expect(try fixture.store.run(named: "b").parameters == ["lr": .double(0.0001)])
            columns.run = "wo"
            let error = try #require(throws: ImportError.self) { try fixture.importRuns(.csv(columns), file) }
            #expect(error.description.hasSuffix("there is no column 'wo'. Did you mean 'who'?"))
        }
    }

    /// Names are data: none leads out of the lab, none is SQL.
    @Test(arguments: [
        "../../../escape", "/etc/passwd", ".hidden", "..", "'; DROP TABLE run; --", String(repeating: "x", count: 400),
        "a\nb",
    ])
    func namesLeadNowhere(name: String) throws {
        try LabFixture.with { (fixture) throws in
            let file = fixture.lab.path + "/t.csv"
            let quoted = name.replacingOccurrences(of: "\"", with: "\"\"")
            try "run,step,loss\n\"\(quoted)\",1,2\n\"\(quoted)\",2,3\n"
                .write(toFile: file, atomically: true, encoding: .utf8)
            let report = try fixture.importRuns(.csv(CSVColumns()), file)
            let directory = try #require(report.added.first)
            #expect(directory.hasPrefix("runs/t/") && directory.split(separator: "/").count == 4)
            #expect(
                !directory.contains("/../")
                    && FileManager.default.fileExists(atPath: "\(fixture.lab.path)/\(directory)")
            )
            #expect(try fixture.store.runs().count == 1)
        }
    }

    @Test func pathsInDataAreNotOpened() throws {
        try LabFixture.with { (fixture) throws in
            let run = fixture.lab.path + "/mlruns/1/r"
            let files = FileManager.default
            try files.createDirectory(atPath: run + "/metrics", withIntermediateDirectories: true)
            try "name: e\nartifact_location: /etc\n"
                .write(toFile: "\(fixture.lab.path)/mlruns/1/meta.yaml", atomically: true, encoding: .utf8)
            try "run_id: r\nstatus: 3\nartifact_uri: file:///etc/passwd\n"
                .write(toFile: run + "/meta.yaml", atomically: true, encoding: .utf8)
            try "1000 0.5 1\nnot a line\n2000 Infinity 2\n"
                .write(toFile: run + "/metrics/loss", atomically: true, encoding: .utf8)
            // A link out of the store, and one that leads back into it.
            try files.createSymbolicLink(atPath: run + "/metrics/link", withDestinationPath: "/etc/passwd")
            try files.createSymbolicLink(atPath: run + "/params", withDestinationPath: "/etc")
            _ = try fixture.importRuns(.mlflow, fixture.lab.path + "/mlruns")
            #expect(try fixture.described() == ["e r finished [] loss=2,inf,2"])
            #expect(try fixture.store.runs().first?.parameters.isEmpty == true)
        }
    }

    @Test func aPipeIsNotWaitedFor() throws {
        try LabFixture.with { (fixture) throws in
            let pipe = fixture.lab.path + "/x.tfevents"
            #expect(mkfifo(pipe, 0o600) == 0)
            let report = try fixture.importRuns(.tensorBoard, pipe)
            #expect(report.problems.count == 1 && report.problems[0].hasSuffix("it is not a file that can be read"))
        }
    }

    @Test func whatIsNotThereIsSaid() throws {
        try LabFixture.with { (fixture) throws in
            let sources: [ImportSource] = [.tensorBoard, .wandb, .mlflow, .csv(CSVColumns())]
            for source in sources {
                #expect(throws: ImportError.notFound(path: "/nowhere")) { try fixture.importRuns(source, "/nowhere") }
            }
            for source in sources.prefix(3) {
                #expect(throws: ImportError.self) { try fixture.importRuns(source, fixture.lab.path) }
            }
            #expect(throws: ImportError.self) { try Importer(into: fixture.lab, group: "a/b") }
        }
    }

    /// How many points an import of these bytes finds; an error that says what is wrong counts as none.
    private func points(_ bytes: Data, _ source: ImportSource, _ fixture: LabFixture) throws -> Int {
        let file = fixture.lab.path + "/x.tfevents.wandb"
        try bytes.write(to: URL(fileURLWithPath: file))
        do {
            return try Importer(into: fixture.lab).run(source, path: file).points
        } catch let error as ImportError {
            #expect(!error.description.isEmpty)
            return 0
        }
    }
}
