import Expressions
import Foundation
import RunLog
import Testing
import Tracker

/// Which folders are listed at a look, and what is noticed of runs that are added, made anew or removed.
@Suite struct DiscoveryTests {
    /// A folder that was listed and looks the same is passed over; whatever changes its time is seen.
    @Test func aFolderThatLooksTheSameIsNotListedAgain() throws {
        try LabFixture.with { (fixture) throws in
            try fixture.makeRun("s/a/1")
            try fixture.ingest()
            try fixture.age("", "s", "s/a")
            try fixture.ingest()
            try fixture.makeRun("s/a/2")
            try fixture.age("s/a")
            #expect(try fixture.ingest().newRuns == 0, "the folder was put back to the time that is remembered")
            try fixture.makeRun("s/a/3")
            #expect(try fixture.ingest().newRuns == 2)
            try fixture.makeRun("s/b/1")
            try fixture.age("s", "s/b")
            #expect(try fixture.ingest().newRuns == 0)
            #expect(try fixture.ingest(thoroughly: true).newRuns == 1, "`tracker check` lists everything")
        }
    }

    /// Times are coarse: a folder that changed just now is listed again.
    @Test func whatChangedJustNowIsListedAgain() throws {
        try LabFixture.with { (fixture) throws in
            for number in 1...5 {
                try fixture.makeRun("s/a/\(number)")
                #expect(try fixture.ingest().newRuns == 1)
            }
        }
    }

    @Test func anEmptyFolderMayBecomeARunLater() throws {
        try LabFixture.with { (fixture) throws in
            for path in ["s/a/1", "by-hand", "group/x"] {
                try fixture.lab.runDirectory("runs/\(path)").createIfAbsent()
            }
            for _ in 0..<2 {
                try fixture.ingest()
                try fixture.age("", "s", "s/a", "s/a/1", "by-hand", "group", "group/x")
            }
            #expect(try fixture.store.runs().isEmpty)
            for path in ["s/a/1", "by-hand", "group/x"] { try fixture.makeRun(path) }
            #expect(try fixture.ingest().newRuns == 3)
            #expect(try fixture.ingest().newRuns == 0)
        }
    }

    @Test func aRunMadeAnewTakesThePlaceOfTheOldOne() throws {
        try LabFixture.with { (fixture) throws in
            let run = try fixture.makeRun(
                "s/a/1",
                configuration: #"{"lr":1,"old":true}"#,
                log: LabFixture.line(5, #""x":1"#)
            )
            try StartRecord(startedAt: 1000, host: "here", pid: 12, details: []).write(to: run)
            try ExitRecord(code: 0, signal: nil, reason: .finished, finishedAt: 1100).write(to: run)
            try fixture.ingest()
            try fixture.age("", "s", "s/a")
            try fixture.ingest(now: 1e9)
            #expect(try fixture.store.run(named: "a").state == .finished)

            try FileManager.default.removeItem(atPath: run.path)
            try fixture.ingest(now: 1e9)
            #expect(try fixture.store.run(named: "a").state == .finished, "what was read of a run that is gone is kept")

            try fixture.makeRun("s/a/1", configuration: #"{"lr":2}"#, log: LabFixture.line(1, #""x":3"#))
            try StartRecord(startedAt: 1200, host: "here", pid: 12, details: []).write(to: run)
            try fixture.claim(run)
            try fixture.ingest(now: 1e9)
            let found = try fixture.store.run(named: "a")
            #expect(found.state == .running)
            #expect(found.parameters == ["lr": .int(2)])
            #expect(found.summaries["x"]?.lastStep == 1 && found.summaries["x"]?.count == 1)
            #expect(try fixture.store.runs().count == 1)
        }
    }

    @Test func aRunningRunWhoseDirectoryIsGoneIsLost() throws {
        try LabFixture.with { (fixture) throws in
            let run = try fixture.makeRun("s/a/1", log: LabFixture.line(1, #""x":3"#))
            try fixture.claim(run)
            try fixture.ingest()
            #expect(try fixture.store.run(named: "a").state == .running)
            try FileManager.default.removeItem(atPath: run.path)
            try fixture.ingest()
            let found = try fixture.store.run(named: "a")
            #expect(found.state == .lost && found.evidence.contains("is there no more"))
            #expect(found.summaries["x"]?.last == 3)
        }
    }
}

/// Runs whose names and values are read together.
@Suite struct RunReadingTests {
    /// Runs of different shapes in any order each get their own names and values.
    @Test func runsOfDifferentShapesKeepTheirOwnValues() throws {
        try LabFixture.with { (fixture) throws in
            var random = SystemRandomNumberGenerator()
            var expected: [String: NamedValues<JSONValue>] = [:]
            for number in 0..<40 {
                let names = ["a", "b.c", "b.d", "e", "a parameter with a long name"]
                    .filter { _ in random.next() % 3 > 0 }
                let members = names.map { JSONValue.Member($0, .int(Int64.random(in: 0...3, using: &random))) }
                let log =
                    names.isEmpty
                    ? "" : LabFixture.line(1, names.map { #""\#($0)":\#(number)"# }.joined(separator: ","))
                try fixture.makeRun("s/run\(number)/1", configuration: JSONValue.object(members).text, log: log)
                expected["run\(number)"] = NamedValues(
                    Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value) })
                )
            }
            try fixture.ingest()
            for run in try fixture.store.runs() {
                #expect(run.parameters == expected[run.key])
                #expect(Set(run.summaries.keys) == Set(run.parameters.keys))
                #expect(run.summaries.values.allSatisfy { "run\(Int($0.last))" == run.key })
            }
        }
    }

    /// A limit reads little of most runs; what comes back is what would come without.
    @Test func aLimitChangesNothingOfWhatIsRead() throws {
        try LabFixture.with { (fixture) throws in
            for number in 0..<20 {
                try fixture.makeRun(
                    "s/run\(number)/1",
                    configuration: #"{"lr":\#(number % 7),"seed":\#(number)}"#,
                    log: LabFixture.line(1, #""x":\#(number % 5),"y":\#(number)"#)
                )
            }
            try fixture.ingest()
            var query = RunQuery(sort: [RunSort(.metric("x", .last), descending: true), RunSort(.parameter("lr"))])
            let filter = try RunFilter("y > 3", parameters: ["lr": .int, "seed": .int], metrics: ["x", "y"])
            query.filter = { try filter.keeps($0, now: 0) }
            query.filterColumns = filter.columns
            let all = try fixture.store.runs(query)
            query.limit = 6
            let some = try fixture.store.runs(query)
            #expect(some.map(\.id) == all.prefix(6).map(\.id) && all.count == 16)
            #expect(zip(some, all).allSatisfy { $0.parameters == $1.parameters && $0.summaries == $1.summaries })
            query.detail = RunDetail(for: [.metric("x", .last), .metric("y", .last), .parameter("lr")])
            #expect(try fixture.store.runs(query).allSatisfy { $0.parameters.keys == ["lr"] })
        }
    }
}

extension LabFixture {
    /// Sets the times of folders below `runs/` back, as if they had not changed for long.
    func age(_ folders: String...) throws {
        for folder in folders {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1000)],
                ofItemAtPath: lab.runs + "/" + folder
            )
        }
    }
}
