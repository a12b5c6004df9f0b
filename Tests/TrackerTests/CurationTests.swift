import Foundation
import RunLog
import Testing
import Tracker

/// What people add to runs.
@Suite struct CurationTests {
    @Test func tagsAreSetsOfNames() throws {
        try withTwoRuns { (store, ids) throws in
            #expect(try store.tag(ids, "paper") == 2)
            #expect(try store.tag(ids, "paper") == 0, "a run has a tag once")
            #expect(try store.tag([ids[0]], "a b") == 1)
            #expect(try store.tags().map { "\($0.name) \($0.runs)" } == ["a b 1", "paper 2"])
            #expect(try store.untag(ids, "a b") == 1)
            #expect(try store.runs(RunQuery(sort: [RunSort(.id)])).map(\.tags) == [["paper"], ["paper"]])
        }
    }

    @Test(arguments: ["", " x", "a,b", "a\nb", String(repeating: "x", count: 101)])
    func someTextsAreNoTags(name: String) throws {
        try withTwoRuns { (store, ids) throws in
            #expect(throws: StoreError.self) { try store.tag(ids, name) }
            #expect(try store.tags().isEmpty)
        }
    }

    /// What is written is data, whatever it looks like.
    @Test func textsAreNotSQL() throws {
        try withTwoRuns { (store, ids) throws in
            let text = "'); DROP TABLE run; --"
            _ = try store.tag(ids, text)
            _ = try store.note(ids, text, at: .now)
            #expect(try store.runs().map(\.tags) == [[text], [text]])
            #expect(try store.runs().map(\.notes) == [[text], [text]])
        }
    }

    @Test func aNoteIsWrittenOnce() throws {
        try withTwoRuns { (store, ids) throws in
            #expect(try store.note(ids, "late", at: .now) == 2)
            #expect(try store.note([ids[0]], "late", at: .now) == 0)
            #expect(try store.note([ids[0]], "later", at: .now) == 1)
            #expect(try store.runs(RunQuery(ids: [ids[0]])).first?.notes == ["late", "later"])
            #expect(try store.removeNote(ids, "late") == 2)
            #expect(try store.runs(RunQuery(ids: ids)).flatMap(\.notes) == ["later"])
        }
    }

    @Test func archivedRunsAreHiddenUnlessTheyAreNamed() throws {
        try withTwoRuns { (store, ids) throws in
            #expect(try store.archive([ids[0]], at: .now) == 1)
            #expect(try store.archive([ids[0]], at: .now) == 0)
            #expect(try store.runs().map(\.id) == [ids[1]])
            #expect(try store.runs(RunQuery(archived: true)).count == 2)
            #expect(try store.runs(RunQuery(keys: ["a", "b"])).count == 2, "who names a key means it")
            #expect(try store.run(named: "a").archivedAt != nil)
            #expect(try store.unarchive(ids) == 1)
            #expect(try store.runs().count == 2)
        }
    }

    @Test func whoIsGoneIsNotTagged() throws {
        try withTwoRuns { (store, _) throws in #expect(try store.tag([999], "x") == 0) }
    }

    @Test(arguments: [
        ("train/loss", "min"), ("val_loss", "min"), ("eval/error_rate", "min"), ("perplexity", "min"), ("loss", "min"),
        ("eval/accuracy", "max"), ("eval/mme", "max"), ("eval/glossary", "max"), ("train/tokens_per_second", "max"),
    ])
    func namesSuggestGoals(name: String, goal: String) {
        #expect(MetricGoal(suggestedBy: name).rawValue == goal)
    }

    @Test func goalsCanBeSaid() throws {
        try withTwoRuns { (store, _) throws in
            #expect(try store.metrics().map(\.goal) == [.max])
            #expect(try store.run(named: "a").summaries["score"]?.best == 3)
            try store.set(goal: .min, of: "score")
            #expect(try store.run(named: "a").summaries["score"]?.best == 1)
            #expect(try store.run(named: "a").summaries["score"]?.bestStep == 5)
            #expect(throws: StoreError.unknown(kind: .metric, name: "scor", suggestions: ["score"])) {
                try store.set(goal: .min, of: "scor")
            }
        }
    }

    @Test(arguments: [(0, nil), (1, 3.0), (4, 3.0), (5, 1.0), (6, nil)] as [(Int64, Double?)])
    func aMomentIsWhatStoodThen(step: Int64, value: Double?) throws {
        try withTwoRuns { (store, ids) throws in
            let moment = RunMoment(metric: "score", step: step)
            let runs = try store.runs(RunQuery(ids: [ids[0]], moments: [moment]))
            #expect(runs.first?.moments[moment] == value)
        }
    }

    private func withTwoRuns(_ body: (Store, [Int64]) throws -> Void) throws {
        try LabFixture.with { (fixture) throws in
            for key in ["a", "b"] {
                let log = LabFixture.line(1, #""score":3"#) + LabFixture.line(5, #""score":1"#)
                try fixture.makeRun("tokens/\(key)/1", log: log)
            }
            try fixture.ingest()
            try body(fixture.store, try fixture.store.runs(RunQuery(sort: [RunSort(.id)])).map(\.id))
        }
    }
}
