import Foundation
import RunLog
import TestSupport
import Testing
import Tracker

@Suite struct IngesterTests {
    @Test func aRunDirectoryBecomesARun() throws {
        try LabFixture.with { (fixture) throws in
            let log = LabFixture.line(1, #""train/loss":2,"eval/x":"NaN""#) + LabFixture.line(2, #""train/loss":1"#)
            let directory = try fixture.makeRun("tokens/3f2a/2", configuration: #"{"a":{"b":0.5}}"#, log: log)
            try fixture.claim(directory)
            try StartRecord(startedAt: 1001, host: "here", pid: 12).write(to: directory)
            let report = try fixture.ingest()
            #expect(report.newRuns == 1 && report.lines == 2 && report.points == 3 && report.badLines == 0)
            let run = try #require(try fixture.store.runs().first)
            #expect(run.sweep == "tokens" && run.key == "3f2a" && run.attempt == 2)
            #expect(run.state == .running && run.evidence == "process 12 on here is alive")
            #expect(run.host == "here" && run.startedAt == Date(timeIntervalSince1970: 1001))
            #expect(run.parameters == ["a.b": .double(0.5)])
            let loss = MetricSummary(last: 1, lastStep: 2, min: 1, max: 2, minStep: 2, maxStep: 1, count: 2, goal: .min)
            #expect(run.summaries["train/loss"] == loss)
            #expect(run.summaries["eval/x"]?.last.isNaN == true && run.summaries["eval/x"]?.min == nil)
            #expect(try fixture.ingest() == IngestReport(), "the second look finds nothing new")
        }
    }

    @Test(arguments: [
        ("first", "", "first", 1), ("first/2", "", "first", 2), ("group/name", "group", "name", 1),
        ("sweep/key/3", "sweep", "key", 3),
    ])
    func runsByHandAreFoundToo(path: String, sweep: String, key: String, attempt: Int) throws {
        try LabFixture.with { (fixture) throws in
            try fixture.makeRun(path)
            try fixture.ingest()
            let run = try #require(try fixture.store.runs().first)
            #expect(run.sweep == sweep && run.key == key && run.attempt == attempt)
            #expect(run.directory == "runs/\(path)")
        }
    }

    @Test func namesakesAreCalledByTheirPath() throws {
        try LabFixture.with { (fixture) throws in
            try fixture.makeRun("one/seed1")
            try fixture.makeRun("two/seed1")
            try fixture.ingest()
            #expect(try fixture.store.runs().map(\.key) == ["two/seed1", "seed1"])
        }
    }

    /// Whatever byte a log was cut at when it was first read, each line counts once.
    @Test func eachLineCountsOnceWhereverReadingStopped() throws {
        let log = Array(
            (LabFixture.line(1, #""a":1,"b":2"#) + "bad\n" + LabFixture.line(2, #""a":3"#)
                + LabFixture.line(2, #""a":4"#) + LabFixture.line(1, #""b":-5"#))
                .utf8
        )
        try LabFixture.with { (fixture) throws in
            let whole = try fixture.makeRun("cuts/whole", log: String(decoding: log, as: UTF8.self))
            for cut in 0...log.count {
                try fixture.makeRun("cuts/c\(cut)", log: String(decoding: log[..<cut], as: UTF8.self))
            }
            try fixture.ingest()
            for cut in 0...log.count {
                let run = fixture.lab.runDirectory("runs/cuts/c\(cut)")
                try fixture.append(String(decoding: log[cut...], as: UTF8.self), to: run)
            }
            try fixture.ingest()
            let runs = try fixture.store.runs()
            let expected = try #require(runs.first { fixture.lab.runDirectory($0.directory) == whole })
            let series = try fixture.store.series(metric: "a", runs: runs.map(\.id))
            for run in runs {
                #expect(run.summaries == expected.summaries, "\(run.key)")
                #expect(series[run.id]?.values == [1, 4], "\(run.key)")
                #expect(try fixture.store.badLines(of: run.id).kept.map(\.text) == ["bad"], "\(run.key)")
            }
            #expect(expected.summaries["a"]?.count == 2 && expected.summaries["b"]?.last == -5)
            #expect(try fixture.store.check().filter { $0.severity == .damage } == [])
        }
    }

    /// A step that is logged again, as after a resume, has the value of its last line, and the summary follows.
    @Test func theLastLineOfAStepWins() throws {
        try LabFixture.with { (fixture) throws in
            let run = try fixture.makeRun(
                "resumed",
                log: (1...5).map { LabFixture.line($0, "\"a\":\($0 * 10)") }.joined()
            )
            try fixture.ingest()
            try fixture.append((4...6).map { LabFixture.line($0, "\"a\":\($0)") }.joined(), to: run)
            try fixture.ingest()
            let found = try #require(try fixture.store.runs().first)
            #expect(try fixture.store.series(metric: "a", runs: [found.id])[found.id]?.values == [10, 20, 30, 4, 5, 6])
            let summary = MetricSummary(last: 6, lastStep: 6, min: 4, max: 30, minStep: 4, maxStep: 3, count: 6)
            #expect(found.summaries["a"] == summary)
        }
    }

    @Test func aLogThatWasReplacedIsReadAnew() throws {
        try LabFixture.with { (fixture) throws in
            let run = try fixture.makeRun("replaced", log: (1...9).map { LabFixture.line($0, "\"a\":\($0)") }.joined())
            try fixture.ingest()
            for log in [LabFixture.line(1, #""b":1"#), (1...20).map { LabFixture.line($0, #""c":1"#) }.joined()] {
                try log.write(toFile: run.metrics, atomically: true, encoding: .utf8)
                try fixture.ingest()
            }
            let found = try #require(try fixture.store.runs().first)
            #expect(found.summaries.mapValues(\.count) == ["c": 20])
        }
    }

    @Test func statesFollowTheDirectoryWithEvidence() throws {
        try LabFixture.with { (fixture) throws in
            let alive = try fixture.makeRun("s/alive/1")
            let dead = try fixture.makeRun("s/dead/1")
            let far = try fixture.makeRun("s/far/1")
            try fixture.claim(alive)
            try fixture.claim(dead, pid: 13)
            try fixture.claim(far, host: "node3")
            try Heartbeat(at: 1990).write(to: far)
            try fixture.ingest(now: 2000)
            let states = { try Dictionary(uniqueKeysWithValues: fixture.store.runs().map { ($0.key, $0.state) }) }
            #expect(try states() == ["alive": .running, "dead": .crashed, "far": .running])
            try fixture.ingest(now: 3000)
            #expect(try states()["far"] == .lost)
            try ExitRecord(code: 0, reason: .finished, finishedAt: 2500).write(to: far)
            try fixture.ingest(now: 3000)
            let run = try #require(try fixture.store.runs().first { $0.key == "far" })
            #expect(run.state == .finished && run.finishedAt == Date(timeIntervalSince1970: 2500))
            #expect(try fixture.store.events(of: run.id).map(\.state) == [.running, .lost, .finished])
        }
    }

    @Test func silenceInAMirroredDirectoryMeansNothing() throws {
        try LabFixture.with { (fixture) throws in
            let id = try fixture.store.recordIntent(fixture.intent("3f2a", cluster: "a100"))
            let run = try fixture.makeRun("tokens/3f2a/1")
            try fixture.claim(run, host: "node3")
            try fixture.ingest(now: 5000)
            #expect(try fixture.store.runs(RunQuery(ids: [id])).first?.state == .submitting)
            try Heartbeat(at: 5000).write(to: run)
            try fixture.ingest(now: 5001)
            try fixture.ingest(now: 9000)
            #expect(try fixture.store.runs(RunQuery(ids: [id])).first?.state == .running)
        }
    }

    @Test func oneProcessIngestsAtATime() throws {
        try LabFixture.with { (fixture) throws in
            guard let lock = try FileLock.ifFree("\(fixture.lab.path)/ingest.lock") else {
                Issue.record("nobody else holds the lock")
                return
            }
            let report = try Ingester(fixture.store, machine: fixture.machine).ingest(now: 1)
            #expect(report == nil)
            withExtendedLifetime(lock) {}
        }
    }

    @Test func artifactsAndSystemMetricsComeAlong() throws {
        try LabFixture.with { (fixture) throws in
            let run = try fixture.makeRun("first")
            try LabFixture.line(1, #""system/cpu":0.5"#)
                .write(toFile: run.systemMetrics, atomically: true, encoding: .utf8)
            try FileManager.default.createDirectory(atPath: run.artifacts, withIntermediateDirectories: true)
            try "abc".write(toFile: "\(run.artifacts)/model", atomically: true, encoding: .utf8)
            let artifact = try ArtifactRecord(of: "model", in: run, at: 5)
            try artifact.append(to: run)
            try fixture.ingest()
            let found = try #require(try fixture.store.runs().first)
            #expect(try fixture.store.artifacts(of: found.id) == [artifact])
            #expect(found.summaries["system/cpu"]?.last == 0.5)
            #expect(try fixture.store.metrics().map(\.name) == ["system/cpu"])
        }
    }

    /// What several tell of a run is put together, and what runs share is stored once.
    @Test func whatARunWasMadeFromComesAlong() throws {
        try LabFixture.with { (fixture) throws in
            let git = try JSONValue(parsing: #"{"commit":"0123456789abcdef","branch":"main","dirty":false}"#)
            for name in ["one", "two"] {
                let run = try fixture.makeRun(name)
                try CaptureRecord(
                    source: .submitter,
                    sections: [.init("git", git), .init("argv", .array([.string("sweep")]))]
                )
                .write(to: run)
                try CaptureRecord(source: .trainer, sections: [.init("argv", .array([.string("a b"), .string("c")]))])
                    .write(to: run)
            }
            try fixture.ingest()
            let run = try fixture.store.run(named: "one")
            let capture = try fixture.store.capture(of: run.id)
            #expect(capture.code == "0123456789ab on main" && capture.command == "'a b' c")
            let count = try Store(readingFrom: fixture.lab).rows(sql: "SELECT count(*) FROM document").rows
            #expect(count == [[.int(3)]])
            let lab = fixture.lab.runDirectory(run.directory)
            try CaptureRecord(source: .trainer, sections: [.init("argv", .array([.string("new and longer")]))])
                .write(to: lab)
            try fixture.ingest()
            #expect(try fixture.store.capture(of: run.id).command == "'new and longer'")
        }
    }

    /// Two processes that write into one directory, which should not be: no line is lost or joined to another.
    @Test func twoWritersOfOneLogLoseNothing() throws {
        try LabFixture.with { (fixture) throws in
            let run = try fixture.makeRun("shared")
            var first = try MetricLog(run.metrics)
            var second = try MetricLog(run.metrics)
            for step in 0..<100 {
                try first.log(step: Int64(step), values: ["writer/0": Double(step), "both": 0])
                try second.log(step: Int64(step), values: ["writer/1": Double(step), "both": 1])
                if step == 50 { try fixture.ingest() }
            }
            try fixture.ingest()
            let found = try #require(try fixture.store.runs().first)
            #expect(found.summaries.mapValues(\.count) == ["writer/0": 100, "writer/1": 100, "both": 100])
            #expect(found.summaries["both"]?.min == 1, "the later line of a step counts")
            #expect(try fixture.store.badLines(of: found.id).count == 0)
        }
    }

    @Test func aBadRecordStopsNothingElse() throws {
        try LabFixture.with { (fixture) throws in
            let bad = try fixture.makeRun("bad", log: LabFixture.line(1, #""a":1"#))
            try "{".write(toFile: bad.start, atomically: true, encoding: .utf8)
            try fixture.makeRun("good", log: LabFixture.line(1, #""a":1"#))
            let report = try fixture.ingest()
            #expect(report.points == 2)
            #expect(report.problems == ["\(bad.start): byte 1: the text ends too early"])
        }
    }
}
