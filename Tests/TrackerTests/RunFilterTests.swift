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
        let summaries = metrics.mapValues { last in
            MetricSummary(last: last, lastStep: 5, min: 1, max: 999, minStep: 1, maxStep: 2, count: 3)
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
            summaries: summaries,
            host: id == 4 ? nil : "node\(id)",
            createdAt: start,
            startedAt: seconds == nil ? nil : start,
            finishedAt: seconds.map { start + $0 },
            directory: "runs/\(key)"
        )
    }

    private func filter(_ text: String) throws -> RunFilter {
        try RunFilter(
            text,
            parameters: ["lora.rank": .int, "kind": .string, "widths": .list],
            metrics: ["eval/mme", "train/loss"]
        )
    }

    @Test(arguments: [
        ("params.lora.rank >= 8 and metrics.eval/mme.last > 900 and state = finished", "a"),
        ("lora.rank >= 8", "ab"), ("eval/mme > 900", "a"), ("eval/mme.count == 3", "ab"),
        ("metrics.eval/mme.max - metrics.eval/mme.min > 900", "ab"), ("eval/mme / 2 < 460", "b"),
        ("state in [failed, crashed]", "b"), ("state != created", "abc"), ("not (state = finished)", "bcd"),
        ("kind matches '^par' and host = 'node2'", "b"), ("duration > hours(1)", "b"), ("duration/60 <= 1", "a"),
        ("trial <= 2 and attempt = 1 and stage = 'run' and sweep = 'tokens'", "ab"), ("2 in widths", "d"),
        ("finished_at - started_at = 60", "a"),
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
    ])
    func mistakesArePointedAt(text: String, message: String, mark: String) throws {
        let error = try #require(throws: RunFilterError.self) { try filter(text) }
        let lines = error.description.components(separatedBy: "\n")
        #expect(lines[0].hasPrefix("in --where: \(message)"), "\(lines[0])")
        #expect(Array(lines.dropFirst()) == ["  \(text)", "  \(mark)"])
    }

    @Test func valuesCanBeAtFault() throws {
        let filter = try filter("10 // lora.rank > 0")
        #expect(throws: RunFilterError.self) { try filter.keeps(runs[2], now: 0) }
    }
}
