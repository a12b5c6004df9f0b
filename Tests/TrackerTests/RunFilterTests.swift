import Expressions
import Foundation
import RunLog
import Testing
import Tracker

/// `--where`: what it keeps, and what each mistake is told.
@Suite struct RunFilterTests {
    private let runs = [
        run(1, "a", .finished, ["lora.rank": .int(8), "kind": .string("pargo")], ["eval/mme": 950], seconds: 60),
        run(2, "b", .failed, ["lora.rank": .int(64), "kind": .string("pargo")], ["eval/mme": 900], seconds: 7200),
        run(3, "c", .running, ["lora.rank": .int(0), "kind": .string("linear")], ["train/loss": .nan], seconds: nil),
        run(4, "d", .created, ["kind": .null, "widths": .array([.int(1), .int(2)])], [:], seconds: nil),
    ]

    private static func run(
        _ id: Int64,
        _ key: String,
        _ state: RunState,
        _ parameters: [String: JSONValue],
        _ metrics: [String: Double],
        seconds: Double?
    ) -> Run {
        let start = Date(timeIntervalSince1970: 1000)
        let summaries = metrics.map { name, last in
            let goal = MetricGoal(suggestedBy: name)
            return (
                name,
                MetricSummary(last: last, lastStep: 5, min: 1, max: 999, minStep: 1, maxStep: 2, count: 3, goal: goal)
            )
        }
        return Run(
            id: id,
            sweep: "tokens",
            key: key,
            attempt: 1,
            stage: "run",
            trial: Int(id),
            state: state,
            evidence: "seen",
            parameters: parameters,
            summaries: Dictionary(uniqueKeysWithValues: summaries),
            host: id == 4 ? nil : "node\(id)",
            createdAt: start,
            startedAt: seconds == nil ? nil : start,
            finishedAt: seconds.map { start + $0 },
            directory: "runs/\(key)",
            tags: id == 2 ? ["baseline", "x"] : [],
            notes: id == 2 ? ["it diverged", "late"] : [],
            archivedAt: id == 4 ? start : nil,
            moments: id == 1 ? [RunMoment(metric: "eval/mme", step: 3): 30] : [:]
        )
    }

    private func filter(_ text: String) throws -> RunFilter {
        try RunFilter(
            text,
            parameters: ["lora.rank": .int, "kind": .string, "widths": .list],
            metrics: ["eval/mme", "train/loss"],
            tags: ["baseline", "x"]
        )
    }

    @Test(arguments: [
        ("params.lora.rank >= 8 and metrics.eval/mme.last > 900 and state = finished", "a"),
        ("lora.rank >= 8", "ab"), ("eval/mme > 900", "a"), ("eval/mme.count == 3", "ab"),
        ("metrics.eval/mme.max - metrics.eval/mme.min > 900", "ab"), ("eval/mme / 2 < 460", "b"),
        ("state in [failed, crashed]", "b"), ("state != created", "abc"), ("not (state = finished)", "bcd"),
        ("kind matches '^par' and host = 'node2'", "b"), ("duration > hours(1)", "b"), ("duration/60 <= 1", "a"),
        ("trial <= 2 and attempt = 1 and stage = 'run' and sweep = 'tokens'", "ab"), ("2 in widths", "d"),
        ("finished_at - started_at = 60", "a"), ("finished - started = 1m", "a"),
        // Dates are UTC; the runs were made 1000 s after 1970 began, and now is 5000 s after.
        ("created > 2026-11-01", ""), ("created >= 1970-01-01T00:16:40 and created <= 1970-01-01T00:16:40Z", "abcd"),
        ("created < 1970-01-01T00:17", "abcd"), ("age < 2d", "abcd"), ("age > 1h", "abcd"), ("age > 1h7m", ""),
        ("duration > 1.5h", "b"), ("finished > 1970-01-01T01:00", "b"), ("state = finished and finished < 1d", "a"),
        // Tags, notes, what is archived.
        ("baseline in tags", "b"), ("'baseline' in tags and 'x' in tags", "b"), ("len(tags) = 0", "acd"),
        ("tags = []", "acd"), ("notes matches 'diverged'", "b"), ("archived", "d"), ("not archived", "abc"),
        // Best is the smallest of what should be small.
        ("eval/mme.best = 999", "ab"), ("train/loss.best = 1", "c"), ("eval/mme.best_step = 2", "ab"),
        // At a step: the value that stood then, nothing for a run that did not get so far.
        ("eval/mme@3 = 30", "a"), ("metrics.eval/mme@3 > 0", "a"), ("eval/mme@4 == null", "abcd"),
        // Null: what a run does not have.
        ("lora.rank < 100", "abc"), ("lora.rank == null", "d"), ("kind != null", "abc"), ("not eval/mme > 900", "bcd"),
        ("eval/mme + 1 > 0", "ab"),
        // Not a number: neither above nor below anything.
        ("train/loss > 0 or train/loss <= 0", ""), ("metrics.train/loss.last == null", "abd"),
    ])
    func keeps(text: String, keys: String) throws {
        let filter = try filter(text)
        #expect(try runs.filter { try filter.keeps($0, now: 5000) }.map(\.key).joined() == keys)
    }

    @Test(arguments: [
        ("stat = finished", "column 1: unknown name 'stat'. Did you mean 'state'?", "^^^^"),
        ("state = finishd", "column 9: unknown name 'finishd'. Did you mean 'finished'?", "        ^^^^^^^"),
        ("state = 'finishd'", "column 9: state is never 'finishd' (it is one of created", "        ^^^^^^^^^"),
        (
            "params.lora.rnk > 1", "column 1: unknown name 'params.lora.rnk'. Did you mean 'params.lora.rank'?",
            "^^^^^^^^^^^^^^^"
        ),
        ("mme > 1", "column 1: unknown name 'mme'. Did you mean 'eval/mme'?", "^^^"),
        ("evl/mme > 1", "column 1: unknown name 'evl/mme'. Did you mean 'eval/mme'?", "^^^^^^^"),
        (
            "lora.rank > 'x'", "column 1: '>' cannot compare these: lora.rank is a whole number and 'x'",
            "^^^^^^^^^^^^^^^"
        ),
        ("eval/mme + 1", "column 1: a condition is true or false, but this is", "^^^^^^^^^^^^"),
        ("lora.rank >", "column 12: ", "           ^"),
        ("created > 2026-13-01", "column 11: '2026-13-01' is no date: write 2026-11-01", "          ^^^^^^^^^^"),
        ("created > 2026-02-29", "column 11: '2026-02-29' is no date", "          ^^^^^^^^^^"),
        ("age > 2x", "column 7: '2x' is neither a number nor a length of time such as 90m or 2d", "      ^^"),
        (
            "created > '2026-11-01'", "column 1: a date is written without quotes: 2026-11-01",
            "^^^^^^^^^^^^^^^^^^^^^^"
        ),
        ("created = finishd", "column 11: unknown name 'finishd'. Did you mean 'finished'?", "          ^^^^^^^"),
        ("baselin in tags", "column 1: unknown name 'baselin'. Did you mean 'baseline'?", "^^^^^^^"),
        ("eval/mme.bst > 1", "column 1: unknown name 'eval/mme.bst'. Did you mean 'eval/mme", "^^^^^^^^^^^^"),
        ("tags = 'x'", "column 1: '==' cannot compare these: tags is a list and 'x' is a string", "^^^^^^^^^^"),
    ])
    func mistakesArePointedAt(text: String, message: String, mark: String) throws {
        let error = try #require(throws: RunFilterError.self) { try filter(text) }
        let lines = error.description.components(separatedBy: "\n")
        #expect(lines[0].hasPrefix("in --where: \(message)"), "\(lines[0])")
        #expect(Array(lines.dropFirst()) == ["  \(text)", "  \(mark)"])
    }

    @Test func saysWhatTheQueryMustBring() throws {
        let filter = try filter("eval/mme@500 > eval/mme@10 and train/loss < 1")
        #expect(filter.moments == [.init(metric: "eval/mme", step: 500), .init(metric: "eval/mme", step: 10)])
        #expect(!filter.mentionsArchived)
        let other = try self.filter("not archived")
        #expect(other.mentionsArchived)
    }

    @Test func valuesCanBeAtFault() throws {
        let filter = try filter("10 // lora.rank > 0")
        #expect(throws: RunFilterError.self) { try filter.keeps(runs[2], now: 0) }
    }
}
