import Foundation
import RunLog
import Testing
import Tracker

/// `tracker diff`, underneath.
@Suite struct RunDifferenceTests {
    @Test func onlyWhatDiffersIsSaid() throws {
        try LabFixture.with { (fixture) throws in
            for (key, depth, commit, numpy) in [("a", 2, "c0ffee", "2.1"), ("b", 4, "c0ffee", "2.2")] {
                let run = try fixture.makeRun(
                    "tokens/\(key)/1",
                    configuration: #"{"projector":{"depth":\#(depth)},"seed":0}"#,
                    log: LabFixture.line(1, #""loss":\#(depth),"same":1"#)
                )
                let packages = JSONValue.object([.init("numpy", .string(numpy)), .init("torch", .string("2.9"))])
                let git = JSONValue.object([
                    .init("commit", .string(commit)), .init("diff", .string(key == "a" ? "" : "+x")),
                ])
                try StartRecord(
                    startedAt: 1000,
                    host: "here",
                    pid: 12,
                    details: [.init("git", git), .init("packages", packages), .init("argv", .array([.string(key)]))]
                )
                .write(to: run)
            }
            try fixture.ingest()
            let runs = try fixture.store.runs(RunQuery(sort: [RunSort(.key)]))
            let difference = try RunDifference(of: runs, in: fixture.store, now: 2000)
            let lines = difference.lines.map { line in
                let values = line.values.map { $0.map { $0.stringValue ?? $0.text } ?? "-" }
                return "\(line.section.rawValue) \(line.name) \(values.joined(separator: " | "))"
            }
            #expect(
                lines == [
                    "configuration projector.depth 2 | 4", "code diff  | +x", #"environment argv ["a"] | ["b"]"#,
                    "packages numpy 2.1 | 2.2", "result loss 2.0 | 4.0",
                ]
            )
        }
    }

    /// A capture of the trainer counts before one of the wrapper, and both before the start record.
    @Test func laterPartiesKnowBetter() throws {
        try LabFixture.with { (fixture) throws in
            for (key, version) in [("a", "1"), ("b", "2")] {
                let run = try fixture.makeRun("tokens/\(key)/1")
                try FileManager.default.createDirectory(
                    atPath: run.path + "/capture",
                    withIntermediateDirectories: true
                )
                for (party, found) in [("wrapper", "same"), ("trainer", version)] {
                    try #"{"version":1,"packages":{"numpy":"\#(found)"}}"#
                        .write(toFile: "\(run.path)/capture/\(party).json", atomically: true, encoding: .utf8)
                }
            }
            try fixture.ingest()
            let runs = try fixture.store.runs(RunQuery(sort: [RunSort(.key)]))
            let lines = try RunDifference(of: runs, in: fixture.store, now: 2000).lines
            #expect(lines.map(\.name) == ["numpy"] && lines[0].values == [.string("1"), .string("2")])

            // A store that was exported says the same, with no run directory beside it.
            let file = fixture.lab.path + "/../exported.sqlite"
            try fixture.store.export(runs: runs.map(\.id), to: file)
            let exported = try Store(readingFrom: Lab(file))
            #expect(
                try RunDifference(of: exported.runs(RunQuery(sort: [RunSort(.key)])), in: exported, now: 2000).lines
                    == lines
            )
        }
    }
}
