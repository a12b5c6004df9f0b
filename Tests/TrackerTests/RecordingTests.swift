import Foundation
import RunLog
import TestSupport
import Testing
import Tracker

@Suite struct RecordingTests {
    @Test func anIntentIsARunThatIsBeingSubmitted() throws {
        try LabFixture.with { (fixture) throws in
            let id = try fixture.store.recordIntent(fixture.intent("3f2a"))
            let run = try #require(try fixture.store.runs().first)
            #expect(run.id == id && run.sweep == "tokens" && run.key == "3f2a" && run.state == .submitting)
            #expect(run.parameters == ["seed": .int(3)])
            #expect(try fixture.store.token(of: id) == "t")
            #expect(try fixture.store.events(of: id).map(\.evidence) == ["recorded for submission"])
        }
    }

    @Test func anIntentIsRecordedOnce() throws {
        try LabFixture.with { (fixture) throws in
            let id = try fixture.store.recordIntent(fixture.intent("3f2a"))
            #expect(try fixture.store.recordIntent(fixture.intent("3f2a")) == id)
            #expect(throws: StoreError.attemptTaken(key: "3f2a", attempt: 1)) {
                try fixture.store.recordIntent(fixture.intent("3f2a", token: "another"))
            }
            #expect(try fixture.store.runs().count == 1)
        }
    }

    @Test func everyTransitionKeepsItsEvidence() throws {
        try LabFixture.with { (fixture) throws in
            let store = fixture.store
            let id = try store.recordIntent(fixture.intent("3f2a"))
            let at = Date(timeIntervalSince1970: 1000)
            try store.transition(run: id, to: .queued, evidence: "job 12 PENDING", source: .squeue, at: at)
            try store.transition(run: id, to: .queued, evidence: "job 12 PENDING", source: .squeue, at: at + 60)
            try store.transition(run: id, to: .running, evidence: "job 12 RUNNING", source: .squeue, at: at + 120)
            try store.transition(run: id, to: .failed, evidence: "job 12 TIMEOUT", source: .sacct, at: at + 500)
            let run = try #require(try store.latestAttempts(keys: ["3f2a", "none"])["3f2a"])
            #expect(run.state == .failed && run.evidence == "job 12 TIMEOUT")
            #expect(run.duration(now: 0) == 380)
            #expect(try store.events(of: id).map(\.source) == [.store, .squeue, .squeue, .sacct])
            #expect(throws: StoreError.unknown(kind: .run, name: "99", suggestions: [])) {
                try store.transition(run: 99, to: .failed, evidence: "", source: .user, at: at)
            }
        }
    }

    @Test func theLatestAttemptIsFoundByKey() throws {
        try LabFixture.with { (fixture) throws in
            for attempt in 1...3 { _ = try fixture.store.recordIntent(fixture.intent("3f2a", attempt: attempt)) }
            _ = try fixture.store.recordIntent(fixture.intent("77b0"))
            let latest = try fixture.store.latestAttempts(keys: ["3f2a"])
            #expect(latest.mapValues(\.attempt) == ["3f2a": 3])
        }
    }

    @Test func trialsFollowTheirSpecification() throws {
        try LabFixture.with { (fixture) throws in
            let store = fixture.store
            try store.register(sweep: SweepRecord(name: "tokens", specPath: "s.yaml", spec: "a", createdAt: .now))
            let trial = { (key: String, number: Int) in
                TrialRecord(
                    sweep: "tokens",
                    key: key,
                    number: number,
                    axes: [.init("seed", .int(Int64(number))), .init("lr", .double(1e-4))],
                    configuration: .object([.init("seed", .int(Int64(number)))])
                )
            }
            try store.register(trials: [trial("a", 1), trial("b", 2)])
            try store.register(trials: [trial("c", 1), trial("a", 2)])
            #expect(try store.trials(of: "tokens") == [trial("c", 1), trial("a", 2)])
            #expect(try store.sweeps().map(\.trials) == [2])
            #expect(throws: StoreError.unknown(kind: .sweep, name: "x", suggestions: [])) {
                try store.register(trials: [
                    TrialRecord(sweep: "x", key: "k", number: 1, axes: [], configuration: .null)
                ])
            }
        }
    }

    @Test func runsAreFoundByWhatPeopleCallThem() throws {
        try LabFixture.with { (fixture) throws in
            let id = try fixture.store.recordIntent(fixture.intent("3f2a77b0"))
            let second = try fixture.store.recordIntent(fixture.intent("3f2a77b0", attempt: 2))
            _ = try fixture.store.recordIntent(fixture.intent("3f99"))
            let names: [(String, Int64)] = [
                ("3f2a77b0/1", id), ("3f2a77b0", second), ("3f2a", second), ("\(id)", id),
                ("runs/tokens/3f2a77b0/1", id), ("tokens/3f2a77b0/1/", id),
                ("\(fixture.lab.path)/runs/tokens/3f2a77b0/1", id),
            ]
            for (name, id) in names { #expect(try fixture.store.run(named: name).id == id, "\(name)") }
            #expect(throws: StoreError.ambiguous(name: "3f", matches: ["3f2a77b0", "3f99"])) {
                try fixture.store.run(named: "3f")
            }
            #expect(throws: StoreError.unknown(kind: .run, name: "3f98", suggestions: ["3f99"])) {
                try fixture.store.run(named: "3f98")
            }
        }
    }
}
