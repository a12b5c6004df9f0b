import Foundation
import Hashing
import RunLog
import TestSupport
import Testing
import Tracker

/// A file that is a store, compacting, and checking.
@Suite struct StoreExportTests {
    @Test func theFileIsAStoreOfTheChosenRuns() throws {
        try withRuns { (fixture) throws in
            let file = fixture.lab.path + "/out.sqlite"
            let chosen = try fixture.store.run(named: "b")
            _ = try fixture.store.tag([chosen.id], "paper")
            try fixture.store.export(runs: [chosen.id], to: file)
            let copy = try Store(readingFrom: Lab(file))
            let run = try #require(try copy.runs().first)
            #expect(try copy.runs().count == 1 && run.id == chosen.id && run.key == "b" && run.tags == ["paper"])
            #expect(run.parameters == chosen.parameters)
            #expect(run.summaries["loss"] == chosen.summaries["loss"] || chosen.summaries["loss"] == nil)
            let here = try fixture.store.series(metric: "loss", runs: [chosen.id])
            #expect(try copy.series(metric: "loss", runs: [chosen.id]) == here && here[chosen.id]?.steps.count == 40)
            #expect(try copy.sweeps().map(\.sweep.name) == ["tokens"])
            #expect(try copy.events(of: run.id).count == fixture.store.events(of: chosen.id).count)
            let files = try FileManager.default.contentsOfDirectory(atPath: fixture.lab.path)
            #expect(files.filter { $0.hasPrefix("out") } == ["out.sqlite"], "one file, and nothing beside it")
        }
    }

    /// Put where a lab has its store, the file is a lab's store like any other.
    @Test func theFileCanTakeTheStoresPlace() throws {
        try withRuns { (fixture) throws in
            let other = Lab(fixture.lab.path + "/other")
            try other.createIfAbsent()
            try fixture.store.export(runs: try fixture.store.runs().map(\.id), to: other.database)
            let store = try Store(other)
            #expect(try store.runs().count == 2)
            #expect(try store.tag([1], "x") == 1)
            #expect(try store.check().allSatisfy { $0.severity == .warning })
        }
    }

    @Test func nothingIsOverwritten() throws {
        try withRuns { (fixture) throws in
            let file = fixture.lab.path + "/out.sqlite"
            try "mine".write(toFile: file, atomically: true, encoding: .utf8)
            #expect(throws: StoreError.self) { try fixture.store.export(runs: [1], to: file) }
            #expect(try String(contentsOfFile: file, encoding: .utf8) == "mine")
        }
    }

    @Test func compactingLosesNothing() throws {
        try withRuns { (fixture) throws in
            let before = try fixture.store.series(metric: "loss", runs: [1, 2])
            for _ in 0..<20 { _ = try fixture.store.note([1], String(repeating: "x", count: 50_000), at: .now) }
            _ = try fixture.store.removeNote([1], String(repeating: "x", count: 50_000))
            let result = try fixture.store.compact()
            #expect(result.after < result.before && result.points == 80)
            #expect(try fixture.store.series(metric: "loss", runs: [1, 2]) == before)
            #expect(try fixture.store.check().isEmpty)
        }
    }

    @Test(arguments: [
        ("DELETE FROM run WHERE id = 1", "belong"),
        ("UPDATE summary SET min = 0.5 WHERE run_id = 1", "1 summaries do not fit"),
        ("UPDATE summary SET count = 39 WHERE run_id = 2", "1 summaries do not fit"),
        ("UPDATE strip SET v3 = 7 WHERE run_id = 2 AND step = 0", "1 summaries do not fit"),
    ])
    func aCheckSeesWhatDoesNotFit(statement: String, message: String) throws {
        try withRuns { (fixture) throws in
            #expect(try fixture.store.check().isEmpty)
            try sqlite(fixture.lab, "PRAGMA foreign_keys = OFF; DROP TRIGGER run_points; \(statement)")
            let damage = try fixture.store.check().filter { $0.severity == .damage }
            #expect(damage.contains { $0.text.contains(message) }, "\(damage)")
        }
    }

    @Test func aCheckHashesArtifacts() throws {
        try withRuns { (fixture) throws in
            let run = fixture.lab.runDirectory("runs/tokens/a/1")
            try FileManager.default.createDirectory(atPath: run.artifacts, withIntermediateDirectories: true)
            for name in ["good", "changed", "gone"] {
                try name.write(toFile: "\(run.artifacts)/\(name)", atomically: true, encoding: .utf8)
            }
            let lines = ["good", "changed", "gone", "../config.json"]
                .map { name in
                    let hash = SHA256.hash(name).hexadecimal
                    return #"{"name":"\#(name)","bytes":\#(name.utf8.count),"sha256":"\#(hash)","time":1}"# + "\n"
                }
            try lines.joined().write(toFile: run.artifactList, atomically: true, encoding: .utf8)
            try fixture.ingest(now: 2000, thoroughly: true)
            try "Changed".write(toFile: "\(run.artifacts)/changed", atomically: true, encoding: .utf8)
            try FileManager.default.removeItem(atPath: "\(run.artifacts)/gone")
            let findings = try fixture.store.check().map(\.text)
            #expect(findings.contains { $0.hasSuffix("changed is not what it was when it was registered") })
            #expect(findings.contains { $0.hasSuffix("gone is gone") })
            #expect(!findings.contains { $0.hasSuffix("good is gone") })
        }
    }

    /// What a run got after it was no longer looked at comes in by a thorough look.
    @Test func lateResultsArrive() throws {
        try withRuns { (fixture) throws in
            let run = fixture.lab.runDirectory("runs/tokens/a/1")
            let muchLater = 1003.0 + 90_000
            // What stands in a folder that changed just now is looked at, however long ago it ended.
            try fixture.age("", "tokens", "tokens/a", "tokens/b")
            try fixture.ingest(now: muchLater)
            try fixture.append(LabFixture.line(100, #""loss":0.25"#), to: run)
            #expect(try fixture.ingest(now: muchLater).points == 0)
            let news = try fixture.ingest(now: muchLater, thoroughly: true)
            #expect(news.points == 1)
            #expect(try fixture.store.run(named: "a").summaries["loss"]?.last == 0.25)
        }
    }

    private func withRuns(_ body: (LabFixture) throws -> Void) throws {
        try LabFixture.with { (fixture) throws in
            for key in ["a", "b"] {
                let log = (0..<40).map { LabFixture.line($0, #""loss":\#(Double(80 - $0))"#) }.joined()
                let run = try fixture.makeRun("tokens/\(key)/1", log: log)
                try ExitRecord(code: 0, reason: .finished, finishedAt: 1003).write(to: run)
            }
            try fixture.ingest()
            try body(fixture)
        }
    }

    private func sqlite(_ lab: Lab, _ statement: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["sqlite3", lab.database, statement]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
