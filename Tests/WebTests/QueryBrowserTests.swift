import Expressions
import Foundation
import RunLog
import TestSupport
import Testing
import Tracker

/// The filter of a sweep's page answers as `tracker list runs --where` does: the same runs, or a refusal where that refuses.
@Suite(.serialized, .needsChromium, .browser)
struct QueryBrowserTests {
    static let queries = [
        "state = finished", "state != finished and state != failed", "not state in [finished, failed]",
        "state == 'running'",
        "projector.depth == 4 and optimizer.lr < 0.0002", "params.projector.depth >= 4 or optimizer.lr > 2e-4",
        "2 < projector.depth <= 6", "projector.depth in [2, 6]", "projector.depth // 4 == 1",
        "projector.depth % 4 == 2",
        "-projector.depth + 6 == 2", "2 ** projector.depth > 20", "-2 ** 2 == -4", "projector.depth / 4 == 0.5",
        "train/loss < 0.8", "metrics.train/loss.last < 0.8", "train/loss.min < 0.7", "eval/mme > 1450",
        "eval/mme.best > 1500",
        "train/loss.best < 0.65", "eval/mme == null", "eval/mme != null", "not eval/mme > 900",
        "eval/mme.max - eval/mme.min > 500",
        "eval/mme.step >= 1750", "eval/mme.best_step < 2000", "train/loss.count > 1000", "trial in [1, 2, 13]",
        "attempt > 1",
        "id % 2 == 0", "key matches '^[0-4]'", "evidence matches 'code [01]'", "evidence matches 'node\\\\d'",
        "host in ['node1', 'node2']",
        "'node' in host", "host = 'node3'", "projector.kind = 'pargo'", "projector.kind matches 'p.*o$'",
        "len(projector.kind) == 5",
        "len(optimizer.betas) == 2", "0.95 in optimizer.betas", "optimizer.betas == [0.9, 0.95]",
        "min(projector.depth, 4) == 4",
        "max(1, eval/mme, 1400) > 1450", "abs(-projector.depth) == 6", "round(projector.depth / 4) == 2",
        "round(optimizer.lr * 1e4, 1) == 3.0",
        "floor(2.5) == 2 and ceil(2.1) == 3", "log(exp(1)) > 0.99", "sqrt(projector.depth) == 2",
        "duration > minutes(40)",
        "duration > 40m", "duration < 1.5h", "finished > 2025-11-23", "started > 2025-11-23T08:00", "created = created",
        "created > 2020-01-01",
        "finished - started < 1h", "tags == []", "archived", "not archived", "true", "false", "null", "seed == 0",
        "seed = 0.0",
        "`projector.depth` == 2", "(projector.depth if state = finished else 0) == 2", "stage = 'run'",
        "sweep = 'tokens'",
        "optimizer.lr == 0.0001", "train/lr == 0", "projector.depth == 2 and (state = failed or true)", "evidence = ''",
        // Refused by both.
        "", "projector.depth", "projector.depth = ", "projector.depth > 'a'", "state = finishd", "nothing.here = 1",
        "1 +", "(1", "state && true",
        "eval/mme > 900 900", "foo(1) = 1", "len() = 1", "abs(1, 2) = 1", "'a' + 1 = 2", "1 in 2", "host matches host",
        "host matches '('",
        "host matches 'a**'", "'open", "1.2.3 > 1", "2025-13-40 < finished", "12parsecs > 1",
        "projector.depth + host = 1", "not 5", "5 and true",
        "state in [finished, nope]", "99999999999999999999 = 1", "x@5 > 1", "a ? b : c", "log(0 - projector.depth) > 1",
        "projector.depth / 0 > 1",
    ]

    @Test(arguments: queries)
    func answersAsTheCommandLineDoes(query: String) throws {
        let (browser, site) = try #require(BrowserTrait.current)
        if try browser.run("return location.pathname.endsWith('tokens.html') && Boolean(ParGo.query)", as: Bool.self)
            == false
        {
            try browser.open("sweep/tokens.html#q=true", of: site)
            #expect(try browser.waits(for: "ParGo.started && ParGo.query"))
        }
        let runs = try #require(FixtureLab.content.sweeps.first).runs
        let text = String(decoding: try JSONEncoder().encode([query]), as: UTF8.self)
        let answer: [Int64]? = try browser.run(
            """
            try {
              const test = ParGo.query.compile(\(text)[0], ParGo.rows);
              return ParGo.rows.ids.filter((_, i) => test(i)).map(Number).sort((a, b) => a - b);
            } catch (error) {
              if (!(error instanceof ParGo.query.QueryError)) throw error;
              return null;
            }
            """
        )
        #expect(answer == Self.expected(query, runs), "\(query)")
    }

    /// The ids that the tracker's own filter keeps, in order; nil where it refuses.
    private static func expected(_ query: String, _ runs: [Run]) -> [Int64]? {
        var types: [String: TypeSet] = [:]
        for run in runs { for (path, value) in run.parameters { types[path, default: []].formUnion(type(of: value)) } }
        let metrics = Set(runs.flatMap(\.summaries.keys))
        guard let filter = try? RunFilter(query, parameters: types, metrics: metrics) else { return nil }
        var kept: [Int64] = []
        for run in runs.sorted(by: { $0.id < $1.id }) {
            guard let keeps = try? filter.keeps(run, now: Timestamp.now()) else { return nil }
            if keeps { kept.append(run.id) }
        }
        return kept
    }

    private static func type(of value: JSONValue) -> TypeSet {
        switch value {
        case .bool: .bool
        case .int: .int
        case .double: .double
        case .string: .string
        case .array: .list
        case .null, .object: []
        }
    }
}
