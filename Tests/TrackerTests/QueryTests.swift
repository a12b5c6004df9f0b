import Foundation
import RunLog
import TestSupport
import Testing
import Tracker

@Suite struct QueryTests {
    @Test(arguments: [
        ("-train/loss", ["c", "b", "a", "d"]),
        ("metrics.train/loss.min", ["a", "b", "c", "d"]),
        ("params.lr,-key", ["b", "a", "d", "c"]),
        ("state,key", ["b", "c", "d", "a"]),
        ("-id", ["d", "c", "b", "a"]),
    ])
    func sorts(text: String, keys: [String]) throws {
        try withRuns { (fixture) throws in
            let parameters = Set(try fixture.store.parameterPaths())
            let metrics = Set(try fixture.store.metrics().map(\.name))
            let sort = try text.split(separator: ",")
                .map { part in
                    let isDescending = part.hasPrefix("-")
                    let name = String(isDescending ? part.dropFirst() : part)
                    return RunSort(
                        try RunColumn(parsing: name, parameters: parameters, metrics: metrics),
                        descending: isDescending
                    )
                }
            #expect(try fixture.store.runs(RunQuery(sort: sort)).map(\.key) == keys)
        }
    }

    @Test func filtersAndLimits() throws {
        try withRuns { (fixture) throws in
            let keys = { (query: RunQuery) in try fixture.store.runs(query).map(\.key) }
            #expect(try keys(RunQuery(sweep: "s", sort: [RunSort(.key)], limit: 2)) == ["a", "b"])
            #expect(try keys(RunQuery(sweep: "none")) == [])
            #expect(try keys(RunQuery(states: [.finished])) == ["a"])
            #expect(try keys(RunQuery(keys: ["d", "b", "x"])) == ["d", "b"])
            #expect(try keys(RunQuery(filter: { $0.parameters["lr"] == .double(0.1) })) == ["b", "a"])
        }
    }

    @Test(arguments: [
        ("trian/loss", ["train/loss"]), ("loss", ["train/loss"]), ("params.le", ["lr"]), ("stat", ["state"]),
        ("zzzz", []),
    ])
    func unknownColumnsComeWithTheNearest(text: String, suggestions: [String]) {
        #expect(throws: StoreError.unknown(kind: .column, name: text, suggestions: suggestions)) {
            try RunColumn(parsing: text, parameters: ["lr", "decay"], metrics: ["train/loss"])
        }
    }

    @Test func namesOfColumnsAreUnderstoodAgain() throws {
        let columns = RunColumn.fixed.map(\.column) + [.parameter("a.b"), .metric("eval/x.y", .max)]
        for column in columns {
            #expect(try RunColumn(parsing: column.name, parameters: ["a.b"], metrics: ["eval/x.y"]) == column)
        }
    }

    /// From a later attempt's first step on, its points stand alone.
    @Test func attemptsJoinIntoOneSeries() {
        let first = Series(steps: [1, 2, 3, 4], times: [1, 2, 3, 4], values: [10, 20, 30, 40])
        let second = Series(steps: [3, 4, 5], times: [13, 14, 15], values: [3, 4, 5])
        let third = Series(steps: [5], times: [25], values: [50])
        let none = Series(steps: [], times: [], values: [])
        #expect(Series.joined([first, none, second, third]).values == [10, 20, 3, 4, 50])
        #expect(Series.joined([first]) == first)
        #expect(Series.joined([]) == none)
    }

    private func withRuns(_ body: (LabFixture) throws -> Void) throws {
        try LabFixture.with { (fixture) throws in
            for (index, key) in ["a", "b", "c", "d"].enumerated() {
                let log = key == "d" ? "" : LabFixture.line(1, "\"train/loss\":\(index + 1)")
                let run = try fixture.makeRun(
                    "s/\(key)/1",
                    configuration: #"{"lr":\#(index < 2 ? 0.1 : 0.2)}"#,
                    log: log
                )
                if key == "a" { try ExitRecord(code: 0, reason: .finished, finishedAt: 5).write(to: run) }
            }
            try fixture.ingest()
            try body(fixture)
        }
    }
}
