import Foundation
import Orchestrator
import Slurm
import Testing
import Tracker

/// What became of a submission that was cut off somewhere: never handed over again while a trace may still turn up.
@Suite struct SubmissionSearchTests {
    private let rules = SubmissionSearch(patience: Patience(secondsBetweenPolls: 60))
    private let timedOut = FarReport(
        "state go\nasked 9000\ncode 1\nerr sbatch: error: Batch job submission failed: Socket timed out on send/recv operation\n"
    )

    private func outcome(
        _ journal: FarReport?,
        queue: SlurmAnswer<Int> = .absent,
        accounts: SlurmAnswer<Int> = .absent,
        keepsAccounts: Bool = true,
        age: Double = 1000
    ) -> SubmissionSearch.Outcome {
        rules.outcome(
            of: Sightings.submission(.unknown, job: nil, sentAt: Sightings.now - age),
            journal: journal,
            queued: queue,
            accounted: accounts,
            keepsAccounts: keepsAccounts,
            now: Sightings.now
        )
    }

    @Test func theJournalKnowsTheNumber() {
        guard case .submitted(12, _, .journal) = outcome(FarReport("state go\nid 12\ncode 0\n")) else {
            Issue.record("\(outcome(FarReport("state go\nid 12\n")))")
            return
        }
    }

    @Test func theJournalKnowsTheRefusal() {
        let report = FarReport("state go\ncode 1\nerr sbatch: error: invalid partition specified: nosuch\n")
        guard case .refused(let words) = outcome(report) else {
            Issue.record("\(outcome(report))")
            return
        }
        #expect(words.contains("nosuch"))
    }

    @Test func aJobOfThatNameIsTheOne() {
        guard case .submitted(7, _, .squeue) = outcome(timedOut, queue: .found(7)),
            case .submitted(8, _, .sacct) = outcome(timedOut, accounts: .found(8))
        else {
            Issue.record("not found by name")
            return
        }
    }

    @Test func absentOnlyWhenAllSayNoAfterASettleTime() {
        func isAbsent(_ outcome: SubmissionSearch.Outcome) -> Bool {
            if case .absent = outcome { true } else { false }
        }
        #expect(isAbsent(outcome(timedOut)))
        #expect(isAbsent(outcome(timedOut, accounts: .notAsked, keepsAccounts: false)))
        #expect(isAbsent(outcome(FarReport("state void\n"), queue: .notAsked)))
        #expect(!isAbsent(outcome(timedOut, age: 5)))
        #expect(!isAbsent(outcome(timedOut, queue: .notAsked)))
        #expect(!isAbsent(outcome(timedOut, queue: .unanswered("Socket timed out"))))
        #expect(!isAbsent(outcome(timedOut, accounts: .unanswered("Connection refused"))))
        #expect(!isAbsent(outcome(timedOut, accounts: .notAsked)))
        #expect(!isAbsent(outcome(FarReport("state go\n"), age: 5)), "sbatch may still be at it")
        #expect(!isAbsent(outcome(nil)))
    }

    @Test func nothingWasSent() {
        guard case .unsent = outcome(FarReport("state none\n")) else {
            Issue.record("\(outcome(FarReport("state none\n")))")
            return
        }
    }
}
