import Foundation
import Orchestrator
import RunLog
import Slurm
import Testing
import Tracker

/// What is concluded from records, `squeue` and `sacct`, case by case; deadlines are those of a poll a minute.
@Suite struct ReconciliationTests {
    private let rules = Reconciliation(patience: Patience(secondsBetweenPolls: 60))

    /// A word of Slurm, whether the run had claimed its folder, and the state that follows when it has no exit record.
    @Test(arguments: [
        ("PENDING", false, RunState.queued), ("CONFIGURING", false, .queued), ("RUNNING", false, .running),
        ("RUNNING", true, .running), ("COMPLETING", true, .running), ("SUSPENDED", true, .running),
        ("PENDING", true, .queued), ("REQUEUED", true, .running), ("COMPLETED", true, .lost),
        ("COMPLETED", false, .failed), ("FAILED", true, .failed), ("CANCELLED", false, .cancelled),
        ("CANCELLED", true, .cancelled), ("TIMEOUT", true, .failed), ("OUT_OF_MEMORY", true, .failed),
        ("NODE_FAIL", true, .crashed), ("PREEMPTED", true, .crashed), ("BOOT_FAIL", false, .crashed),
        ("DEADLINE", true, .failed), ("SOMETHING_NEW", true, .running), ("SOMETHING_NEW", false, .queued),
    ])
    func slurmsWord(_ word: String, claimed: Bool, state: RunState) throws {
        var seen = Sightings.sighting(claimedAt: claimed ? 9000 : nil, heartbeat: claimed ? 9001 : nil)
        seen.queue = .found(try #require(Sightings.queue(word)))
        let verdict = rules.verdict(on: seen)
        #expect(verdict.state == state, "\(verdict)")
        #expect(verdict.source == .squeue && verdict.evidence.contains(word), "\(verdict)")
        #expect(verdict == rules.verdict(on: seen), "the same sighting, other words")
    }

    @Test(arguments: [
        ("COMPLETED", "0:0", RunState.lost), ("FAILED", "0:53", .failed), ("CANCELLED by 1001", "0:0", .cancelled),
        ("TIMEOUT", "0:0", .failed), ("OUT_OF_MEMORY", "0:125", .failed), ("NODE_FAIL", "0:0", .crashed),
        ("PREEMPTED", "0:0", .crashed), ("RUNNING", "0:0", .lost),
    ])
    func accountsOfAJobThatTheQueueForgot(_ word: String, exit: String, state: RunState) throws {
        var seen = Sightings.sighting(.running, claimedAt: 9000, heartbeat: 9001)
        seen.queue = .absent
        seen.accounts = .found(try #require(Sightings.accounts(word, exit: exit)))
        #expect(rules.verdict(on: seen).state == state, "\(rules.verdict(on: seen))")
    }

    /// Slurm holds a job after a launch that failed; nothing happens to it until somebody releases it.
    @Test(arguments: [
        ("launch failed requeued held", "scontrol release 12"), ("JobHeldUser", "scontrol release 12"),
        ("JobHeldAdmin", "ask them"), ("Resources", nil),
    ])
    func aHeldJobSaysWhatToType(reason: String, words: String?) throws {
        var seen = Sightings.sighting(.queued)
        seen.queue = .found(try #require(Sightings.queue("PENDING", reason: reason)))
        let verdict = rules.verdict(on: seen)
        #expect(verdict.state == .queued && verdict.evidence.contains(reason))
        if let words { #expect(verdict.evidence.hasSuffix(words), "\(verdict)") }
        #expect(words != nil || !verdict.evidence.contains("scontrol"))
    }

    @Test func anExitRecordOutweighsEverything() throws {
        for word in ["RUNNING", "PENDING", "NODE_FAIL", "TIMEOUT", "CANCELLED", "FAILED", "SOMETHING_NEW"] {
            var seen = Sightings.sighting(.running, claimedAt: 9000, heartbeat: 9001)
            seen.exit = ExitRecord(code: 0, reason: .finished, finishedAt: 9500)
            seen.queue = .found(try #require(Sightings.queue(word)))
            let verdict = rules.verdict(on: seen)
            #expect(verdict.state == .finished && verdict.source == .directory && verdict.at == 9500, "\(word)")
        }
    }

    @Test func aLateResultIsTakenAndMarked() {
        var seen = Sightings.sighting(.lost, claimedAt: 5000, heartbeat: 5001)
        seen.exit = ExitRecord(code: 0, reason: .finished, finishedAt: 9500)
        let verdict = rules.verdict(on: seen)
        #expect(verdict.state == .finished && verdict.evidence.contains("thought lost"))
    }

    @Test func aSignOfLifeOutweighsSlurm() throws {
        var seen = Sightings.sighting(.running, claimedAt: 9000, heartbeat: Sightings.now - 20)
        seen.queue = .found(try #require(Sightings.queue("NODE_FAIL")))
        let verdict = rules.verdict(on: seen)
        #expect(verdict.state == .running && verdict.evidence.contains("though Slurm says NODE_FAIL"))
        #expect(verdict.asks == nil)
    }

    /// The clocks of the two sides need not agree: heartbeats are compared with the cluster's.
    @Test func aClusterWhoseClockIsAnHourAheadIsNotDead() {
        var seen = Sightings.sighting(.running, claimedAt: 12_000, heartbeat: 13_590)
        seen.farNow = 13_600
        #expect(rules.verdict(on: seen).state == .running)
    }

    @Test func slurmIsAskedOnlyWhenTheRecordsLeaveAQuestion() {
        #expect(rules.verdict(on: Sightings.sighting(.queued)).asks == .queue)
        #expect(rules.verdict(on: Sightings.sighting(.running, claimedAt: 1, heartbeat: 9950)).asks == nil)
        #expect(rules.verdict(on: Sightings.sighting(.running, claimedAt: 1, heartbeat: 9000)).asks == .queue)
        var forgotten = Sightings.sighting(.queued)
        forgotten.queue = .absent
        #expect(rules.verdict(on: forgotten).asks == .accounts)
    }

    /// Silence, an unanswered question, and a job that nobody knows yet: nothing is concluded.
    @Test func nothingFollowsFromSilence() throws {
        for state in [RunState.queued, .running] {
            var silent = Sightings.sighting(state, claimedAt: state == .running ? 9000 : nil, heartbeat: 9001)
            #expect(rules.verdict(on: silent).state == state)
            silent.queue = .unanswered("Unable to contact slurm controller (connect failure)")
            let stale = rules.verdict(on: silent)
            #expect(stale.state == state && stale.evidence.hasPrefix("stale"), "\(stale)")
            silent.queue = .absent
            silent.accounts = .unanswered("Connection refused")
            #expect(rules.verdict(on: silent).state == state)
        }
        var young = Sightings.sighting(.queued, sentAt: Sightings.now - 30)
        young.queue = .absent
        young.accounts = .absent
        #expect(rules.verdict(on: young).state == .queued)
    }

    @Test(arguments: [true, false])
    func aJobThatNobodyKnowsIsLostAfterTheDeadline(keepsAccounts: Bool) {
        var seen = Sightings.sighting(.running, claimedAt: 8000, heartbeat: 8001, sentAt: 7000)
        seen.queue = .absent
        seen.accounts = keepsAccounts ? .absent : .notAsked
        seen.keepsAccounts = keepsAccounts
        #expect(rules.verdict(on: seen).state == .lost)
        seen.heartbeat = Sightings.now - 300
        #expect(rules.verdict(on: seen).state == .running)
    }

    @Test func anEndThatSlurmJustSawWaitsForTheRunsOwnRecord() throws {
        var seen = Sightings.sighting(.running, claimedAt: 9000, heartbeat: 9001)
        seen.queue = .found(try #require(Sightings.queue("COMPLETED", end: "9995")))
        let verdict = rules.verdict(on: seen)
        #expect(verdict.state == .running && verdict.evidence.contains("may still come"))
    }

    @Test func slurmSaysWhyASignalCame() throws {
        let exit = ExitRecord(code: 143, signal: 15, reason: .failed, finishedAt: 9500, note: "Slurm sent SIGTERM")
        for (word, state) in [("CANCELLED", RunState.cancelled), ("TIMEOUT", .failed), ("PREEMPTED", .failed)] {
            var seen = Sightings.sighting(.running, claimedAt: 9000, heartbeat: 9001)
            seen.exit = exit
            #expect(rules.verdict(on: seen).asks == .queue)
            seen.queue = .found(try #require(Sightings.queue(word)))
            let verdict = rules.verdict(on: seen)
            #expect(verdict.state == state && verdict.evidence.contains(word), "\(verdict)")
        }
    }

    @Test func whatAPersonEndedStaysEnded() throws {
        for state in [RunState.cancelled, .failed] {
            var seen = Sightings.sighting(state, claimedAt: 9000, heartbeat: 9001)
            seen.queue = .found(try #require(Sightings.queue("RUNNING")))
            #expect(rules.verdict(on: seen).state == state)
        }
    }

    @Test func aLaterAttemptEndsAnEarlierOneThatIsSilent() {
        var seen = Sightings.sighting(.running, claimedAt: 8000, heartbeat: 8001)
        seen.laterAttempt = 2
        #expect(rules.verdict(on: seen).state == .crashed)
    }
}
