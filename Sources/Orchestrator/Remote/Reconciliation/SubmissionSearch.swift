import Foundation
import RunLog
import Slurm
public import Tracker

/// What became of a submission of which this side is not sure, concluded from wherever a trace may be; a pure function.
public struct SubmissionSearch: Sendable {
    /// What follows.
    public enum Outcome: Hashable, Sendable {
        /// Slurm has, or had, the job.
        case submitted(Int, evidence: String, source: EvidenceSource)
        /// Slurm said no.
        case refused(String)
        /// There is no such job, and there will not be: its runs may be handed over again.
        case absent(String)
        /// Nothing was asked of Slurm so far.
        case unsent(String)
        /// Nobody knows yet.
        case open(String)
    }

    private let patience: Patience

    /// The rules with their deadlines.
    public init(patience: Patience) {
        self.patience = patience
    }

    /// What follows for a submission.
    ///
    /// - Parameters:
    ///   - submission: What the store has of it.
    ///   - journal: What the far side wrote down; nil when it was not reached.
    ///   - queued: The job of that name in `squeue`.
    ///   - accounted: The job of that name in `sacct`.
    ///   - keepsAccounts: Whether the cluster keeps accounts.
    ///   - now: The time, in seconds since 1970.
    /// - Returns: What became of it.
    public func outcome(
        of submission: SubmissionRecord,
        journal: FarReport?,
        queued: SlurmAnswer<Int>,
        accounted: SlurmAnswer<Int>,
        keepsAccounts: Bool,
        now: Double
    ) -> Outcome {
        guard let journal else { return .open("the cluster was not reached") }
        if journal.isVoid { return .absent("it was never handed to Slurm, and cannot be any more") }
        switch journal.reply {
        case nil: return .unsent("the cluster has no trace of it")
        case .submitted(let job):
            return .submitted(job.number, evidence: "the journal has the number \(job.number)", source: .journal)
        case .refused(let refusal): return .refused(refusal.description)
        case .ambiguous(let words):
            return searched(submission, words, queued, accounted, keepsAccounts, now)
        }
    }

    private func searched(
        _ submission: SubmissionRecord,
        _ words: String,
        _ queued: SlurmAnswer<Int>,
        _ accounted: SlurmAnswer<Int>,
        _ keepsAccounts: Bool,
        _ now: Double
    ) -> Outcome {
        if case .found(let job) = queued {
            return .submitted(job, evidence: "squeue has job \(job) of that name", source: .squeue)
        }
        if case .found(let job) = accounted {
            return .submitted(job, evidence: "sacct has job \(job) of that name", source: .sacct)
        }
        guard case .absent = queued else { return .open("\(words); squeue was not asked or did not answer") }
        if keepsAccounts {
            guard case .absent = accounted else { return .open("\(words); sacct was not asked or did not answer") }
        }
        let since = now - (submission.sentAt ?? submission.createdAt).timeIntervalSince1970
        guard since >= patience.settle else { return .open("\(words); no job of that name yet") }
        let places = keepsAccounts ? "squeue, sacct and the journal have" : "squeue and the journal have"
        return .absent("\(words); \(places) no job of that name \(Timestamp.duration(since)) later")
    }
}
