import Foundation
import RunLog
import TestSupport
import Testing
import Tracker

/// However points come, in whatever order and portions, the store holds what the log says.
@Suite struct PointTests {
    /// What a log means: of each step the last line.
    struct Expected {
        var points: [Int64: (time: Double, value: Double)] = [:]

        var steps: [Int64] { points.keys.sorted() }
    }

    @Test(arguments: 0..<12)
    func theStoreHoldsWhatTheLogSays(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        try LabFixture.with { (fixture) throws in
            let run = try fixture.makeRun("random")
            var expected = Expected()
            var (step, time) = (Int64(0), 1_763_873_000_123)
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                var log = ""
                for _ in 0..<Int.random(in: 1...70, using: &generator) {
                    (step, time) = Self.next(step, time, &generator)
                    let value = Self.value(&generator)
                    expected.points[step] = (Double(time) / 1000, value.number)
                    log +=
                        #"{"step":\#(step),"time":\#(Self.seconds(time)),"values":{"a":\#(value.text),"b":1}}"# + "\n"
                }
                try fixture.append(log, to: run)
                try fixture.ingest()
            }
            try compare(expected, in: fixture)
        }
    }

    private func compare(_ expected: Expected, in fixture: LabFixture) throws {
        let run = try #require(try fixture.store.runs().first)
        let series = try #require(try fixture.store.series(metric: "a", runs: [run.id])[run.id])
        #expect(series.steps == expected.steps)
        let points = expected.steps.compactMap { expected.points[$0] }
        #expect(series.times == points.map(\.time))
        #expect(series.values.map(\.bitPattern) == points.map(\.value.bitPattern))
        let summary = try #require(run.summaries["a"])
        #expect(summary.count == points.count && summary.lastStep == expected.steps.last)
        #expect(summary.last.bitPattern == points.last?.value.bitPattern)
        #expect(summary.min == points.map(\.value).filter { !$0.isNaN }.min())
        #expect(summary.max == points.map(\.value).filter { !$0.isNaN }.max())
        #expect(try fixture.store.check().filter { $0.severity == .damage } == [])
        try compareView(series, in: fixture)
        for after in [expected.steps[0] - 1, expected.steps[expected.steps.count / 2], summary.lastStep] {
            let rest = try fixture.store.series(metric: "a", run: run.id, after: after)
            #expect(rest.steps == expected.steps.filter { $0 > after })
        }
    }

    /// The view `point` says in SQL what the program reads.
    private func compareView(_ series: Series, in fixture: LabFixture) throws {
        let rows = try Store(readingFrom: fixture.lab)
            .rows(
                sql: """
                    SELECT step, time, value FROM point JOIN metric ON metric.id = metric_id
                    WHERE name = 'a' ORDER BY step
                    """
            )
            .rows
        #expect(rows.map { $0[0].intValue } == series.steps)
        #expect(rows.map { $0[1].doubleValue } == series.times)
        #expect(rows.map { $0[2].doubleValue } == series.values.map { $0.isNaN ? nil : $0 })
    }

    /// Mostly forward by equal steps; now and then a gap, a resume, a clock that was set.
    private static func next(_ step: Int64, _ time: Int, _ generator: inout SeededGenerator) -> (Int64, Int) {
        switch Int.random(in: 0..<40, using: &generator) {
        case 0: (max(0, step - Int64.random(in: 0...60, using: &generator)), time + 100)
        case 1: (step + Int64.random(in: 2...900, using: &generator), time + 10)
        case 2: (step + 10, Int.random(in: 0...4_000_000_000_000, using: &generator))
        default: (step + 10, time + Int.random(in: 90...110, using: &generator))
        }
    }

    private static func value(_ generator: inout SeededGenerator) -> (text: String, number: Double) {
        switch Int.random(in: 0..<12, using: &generator) {
        case 0: ("\"NaN\"", .nan)
        case 1: ("\"Infinity\"", .infinity)
        case 2: ("3", 3)
        default:
            { ("\($0)", $0) }(Double.random(in: -5...5, using: &generator))
        }
    }

    private static func seconds(_ milliseconds: Int) -> String {
        let fraction = String(milliseconds % 1000)
        return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }

    /// A store that the first version made is brought up to date, with a copy of it kept.
    @Test func aStoreOfTheFirstVersionIsTakenOver() throws {
        try withTemporaryFolder { (folder) throws in
            let lab = Lab(folder.path + "/lab")
            try lab.createIfAbsent()
            let dump = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appending(path: "Stores/version1.sql")
            let sqlite = Process()
            sqlite.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            sqlite.arguments = ["sqlite3", lab.database, ".read \(dump.path)"]
            try sqlite.run()
            sqlite.waitUntilExit()
            let store = try Store(lab)
            #expect(try store.check().filter { $0.severity == .damage } == [])
            let run = try store.run(named: "a")
            let loss = try #require(try store.series(metric: "train/loss", runs: [run.id])[run.id])
            #expect(loss.steps == (0..<40).map { $0 * 10 })
            #expect(loss.values == (1...40).map { 1 / Double($0) })
            #expect(loss.times.allSatisfy { $0 > 1_700_000_000 && ($0 * 1000).rounded() / 1000 == $0 })
            let accuracy = try #require(try store.series(metric: "eval/acc", runs: [run.id])[run.id])
            #expect(accuracy.values.count == 6 && accuracy.values[0].isNaN && accuracy.values[5] == 0.35)
            #expect(run.summaries["train/loss"]?.count == 40)
            let copies = try FileManager.default.contentsOfDirectory(atPath: lab.path)
            #expect(copies.contains { $0.hasPrefix("tracker.sqlite.before-") })
        }
    }
}
