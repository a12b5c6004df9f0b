import Foundation
import RunLog
import Testing
import Tracker

/// `tracker rm`, underneath.
@Suite struct RemovalTests {
    @Test func aPlanSaysWhatGoesAndThenItIsGone() throws {
        try withRuns { (fixture) throws in
            let run = try fixture.store.run(named: "a")
            let plan = try fixture.store.removalPlan(for: [run])
            #expect(plan.points == 2 && plan.files == 3 && plan.bytes > 100)
            #expect(plan.parts.map(\.folder) == ["runs/tokens/a/1"])
            try fixture.store.remove(plan)
            #expect(!FileManager.default.fileExists(atPath: fixture.lab.path + "/runs/tokens/a"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.lab.runs) == ["tokens"])
            try fixture.ingest()
            #expect(try fixture.store.runs().map(\.key) == ["b"], "it does not come back")
            let rows = try Store(readingFrom: fixture.lab).rows(sql: "SELECT DISTINCT run_id FROM point").rows
            #expect(rows == [[.int(try fixture.store.run(named: "b").id)]])
            #expect(try !fixture.store.check().contains { $0.severity == .damage })
        }
    }

    @Test func theLastRunTakesItsGroupAlong() throws {
        try withRuns { (fixture) throws in
            try fixture.store.remove(try fixture.store.removalPlan(for: try fixture.store.runs()))
            #expect(try fixture.store.sweeps().isEmpty)
            #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.lab.runs).isEmpty)
        }
    }

    @Test func whatRunsIsRefused() throws {
        try withRuns { (fixture) throws in
            let running = try fixture.makeRun("tokens/c/1", log: "")
            try fixture.claim(running)
            try fixture.ingest()
            let error = try #require(throws: StoreError.self) {
                try fixture.store.removalPlan(for: try fixture.store.runs())
            }
            #expect(error.description.contains("(running) must end first"))
            #expect(try fixture.store.runs().count == 3)
        }
    }

    /// What a row says of its folder is data.
    @Test(arguments: ["runs/../../elsewhere", "/etc", "runs", "elsewhere/x", "runs/./x", "runs//x"])
    func noFolderElsewhereIsTouched(directory: String) throws {
        try withRuns { (fixture) throws in
            let known = try fixture.store.run(named: "a")
            let run = Run(
                id: known.id,
                sweep: "s",
                key: "k",
                attempt: 1,
                stage: "run",
                trial: nil,
                state: .finished,
                evidence: "",
                parameters: [:],
                summaries: [:],
                host: nil,
                createdAt: .now,
                startedAt: nil,
                finishedAt: nil,
                directory: directory
            )
            #expect(throws: StoreError.self) { try fixture.store.removalPlan(for: [run]) }
        }
    }

    @Test func aLinkIsNotFollowed() throws {
        try withRuns { (fixture) throws in
            let files = FileManager.default
            let outside = fixture.lab.path + "/outside"
            try files.createDirectory(atPath: outside, withIntermediateDirectories: true)
            try files.moveItem(atPath: fixture.lab.runs + "/tokens", toPath: outside + "/tokens")
            try files.createSymbolicLink(atPath: fixture.lab.runs + "/tokens", withDestinationPath: outside + "/tokens")
            let error = try #require(throws: StoreError.self) {
                try fixture.store.removalPlan(for: [try fixture.store.run(named: "a")])
            }
            #expect(error.description.contains("is reached through the link"))
            #expect(files.fileExists(atPath: outside + "/tokens/a/1/config.json"))
        }
    }

    private func withRuns(_ body: (LabFixture) throws -> Void) throws {
        try LabFixture.with { (fixture) throws in
            for key in ["a", "b"] {
                let log = LabFixture.line(1, #""loss":3"#) + LabFixture.line(2, #""loss":2"#)
                let run = try fixture.makeRun("tokens/\(key)/1", configuration: #"{"width":192}"#, log: log)
                try ExitRecord(code: 0, reason: .finished, finishedAt: 1003).write(to: run)
            }
            try fixture.ingest()
            try body(fixture)
        }
    }
}
