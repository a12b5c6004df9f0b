import Foundation
import RunLog
import Slurm
import Tracker

/// Writes down what a look found out about submissions that nobody was sure of.
struct SubmissionSettlement {
    let store: Store
    let cluster: String
    let patience: Patience
    /// What Slurm said.
    let picture: SlurmPicture
    /// Whether the cluster keeps accounts.
    let keepsAccounts: Bool

    /// Settles a submission by what its journal over there says.
    ///
    /// - Throws: `StoreError`.
    func settle(_ submission: SubmissionRecord, journal: FarReport?) throws {
        let outcome = SubmissionSearch(patience: patience)
            .outcome(
                of: submission,
                journal: journal,
                queued: picture.queuedJob(named: submission.name),
                accounted: picture.accountedJob(named: submission.name),
                keepsAccounts: keepsAccounts,
                now: Timestamp.now()
            )
        try record(outcome, of: submission)
    }

    private func record(_ outcome: SubmissionSearch.Outcome, of submission: SubmissionRecord) throws {
        var job: Int?
        let state: SubmissionRecord.State
        let evidence: String
        var source = EvidenceSource.journal
        switch outcome {
        case .submitted(let number, let words, let place):
            (state, job, evidence, source) = (.submitted, number, words, place)
        case .refused(let words): (state, evidence) = (.refused, words)
        case .absent(let words): (state, evidence) = (.absent, words)
        case .unsent(let words): (state, evidence) = (submission.state, words)
        case .open(let words): (state, evidence) = (submission.state, "nobody knows whether Slurm took it: \(words)")
        }
        try store.settle(
            submission.token,
            as: state,
            job: job,
            evidence: "\(cluster): \(evidence)",
            source: source,
            at: Date()
        )
    }
}
