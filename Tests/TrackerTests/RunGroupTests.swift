import Foundation
import RunLog
import Testing
import Tracker

/// Runs taken together over their seeds.
@Suite struct RunGroupTests {
    @Test func meansAreOverTheSeeds() throws {
        try withSeeds { (store) throws in
            let runs = try store.runs(RunQuery(sort: [RunSort(.key)]))
            let over = try RunColumn(parsing: "seed", parameters: ["depth", "seed", "kind"], metrics: [])
            let columns = RunGroup.columns(of: runs, over: [over])
            #expect(columns.map(\.name) == ["params.depth"], "kind is the same in all")
            let groups = RunGroup.groups(of: runs, by: columns, now: 0)
            #expect(groups.map(\.key) == [[.int(2)], [.int(4)]])
            #expect(groups.map { $0.runs.map(\.key) } == [["d2s0", "d2s1", "d2s2"], ["d4s0", "d4s1"]])
            let loss = try #require(groups[0].statistics(of: .metric("train/loss", .last), now: 0))
            // 1, 2, 4: the squares of the distances from 7/3 add up to 14/3, which n - 1 = 2 divides.
            #expect(loss.count == 3 && loss.best == 1 && loss.min == 1 && loss.max == 4)
            #expect(abs(loss.mean - 7.0 / 3) < 1e-12)
            #expect(abs((loss.standardDeviation ?? 0) - (7.0 / 3).squareRoot()) < 1e-12)
        }
    }

    @Test func oneValueHasNoDeviationAndMissingOnesAreNotCounted() throws {
        try withSeeds { (store) throws in
            let runs = try store.runs(RunQuery(sort: [RunSort(.key)]))
            let groups = RunGroup.groups(of: runs, by: [.parameter("depth")], now: 0)
            let score = try #require(groups[1].statistics(of: .metric("eval/mme", .last), now: 0))
            #expect(score.count == 1 && score.mean == 900 && score.standardDeviation == nil)
            #expect(groups[0].statistics(of: .metric("eval/mme", .last), now: 0) == nil)
            let diverged = try #require(groups[1].statistics(of: .metric("train/loss", .last), now: 0))
            #expect(diverged.count == 2 && diverged.mean.isNaN && diverged.best == 3, "one of them is NaN")
            #expect(groups[0].statistics(of: .parameter("kind"), now: 0) == nil, "a text has no mean")
        }
    }

    @Test func groupsAreSortedByMeansAndKeys() throws {
        try withSeeds { (store) throws in
            let columns: [RunColumn] = [.parameter("depth")]
            let groups = RunGroup.groups(of: try store.runs(), by: columns, now: 0)
            let byKey = RunSort.sorted(
                groups,
                of: columns,
                by: [RunSort(.parameter("depth"), descending: true)],
                now: 0
            )
            #expect(byKey.map(\.key) == [[.int(4)], [.int(2)]])
            let loss = RunSort(.metric("train/loss", .last), descending: true)
            #expect(RunSort.sorted(groups, of: columns, by: [loss], now: 0).map(\.key) == [[.int(2)], [.int(4)]])
        }
    }

    /// Equal numbers are one group, however their configurations write them.
    @Test func numbersAreOneKeyHoweverTheyAreWritten() throws {
        try LabFixture.with { (fixture) throws in
            try fixture.makeRun("g/a", configuration: #"{"lr":2}"#)
            try fixture.makeRun("g/b", configuration: #"{"lr":2.0}"#)
            try fixture.makeRun("g/c", configuration: #"{}"#)
            try fixture.ingest()
            let groups = RunGroup.groups(of: try fixture.store.runs(), by: [.parameter("lr")], now: 0)
            #expect(groups.map(\.runs.count).sorted() == [1, 2])
        }
    }

    private func withSeeds(_ body: (Store) throws -> Void) throws {
        try LabFixture.with { (fixture) throws in
            let losses: [(depth: Int, seed: Int, loss: String)] = [
                (2, 0, "1"), (2, 1, "2"), (2, 2, "4"), (4, 0, "3"), (4, 1, #""NaN""#),
            ]
            for (depth, seed, loss) in losses {
                let score = depth == 4 && seed == 0 ? #","eval/mme":900"# : ""
                try fixture.makeRun(
                    "tokens/d\(depth)s\(seed)/1",
                    configuration: #"{"depth":\#(depth),"seed":\#(seed),"kind":"pargo"}"#,
                    log: LabFixture.line(1, #""train/loss":\#(loss)\#(score)"#)
                )
            }
            try fixture.ingest()
            try body(fixture.store)
        }
    }
}
