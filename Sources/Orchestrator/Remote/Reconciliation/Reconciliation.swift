import Foundation
import RunLog
import Slurm
import Tracker

/// What is true of a run on a cluster, concluded from everything that was seen of it; a pure function.
///
/// In this order: its own exit record; its own sign of life; what `squeue` says; what `sacct` says. Silence never ends a run:
/// a question that was not answered keeps the last state, and a run that nobody knows any more is lost only after a deadline,
/// from which a late record still brings it back.
public struct Reconciliation: Sendable {
    private let patience: Patience

    /// The rules with their deadlines.
    public init(patience: Patience) {
        self.patience = patience
    }

    /// What follows from a sighting.
    public func verdict(on seen: Sighting) -> Verdict {
        if let exit = seen.exit { return ended(seen, exit) }
        if let beat = seen.heartbeat, let now = seen.farNow, seen.claim != nil, now - beat < patience.heartbeat {
            return alive(seen)
        }
        if let later = seen.laterAttempt {
            return Verdict(.crashed, "attempt \(later) took its place", .directory, at: lastSign(seen))
        }
        // Only its own record or sign of life changes what Slurm or a person declared ended.
        guard !seen.run.state.isFinal || seen.run.state == .lost else { return kept(seen) }
        return bySlurm(seen)
    }

    // MARK: - Its own records

    private func ended(_ seen: Sighting, _ exit: ExitRecord) -> Verdict {
        var verdict = Verdict(exit.state, exit.evidence, .directory, at: exit.finishedAt)
        if seen.run.state == .lost || seen.run.state == .crashed, exit.state == .finished {
            verdict.evidence += ", which came after the run was thought \(seen.run.state.rawValue)"
        }
        guard exit.state == .failed, exit.reason == .failed else { return verdict }
        if let next = startedAgain(seen, exit) { return next }
        // A signal says that it was ended, Slurm says why.
        let word = final(seen)
        if let word {
            switch word {
            case .cancelled: verdict.state = .cancelled
            default: break
            }
            if word != .failed, word != .completed { verdict.evidence += "; Slurm says \(word.word)" }
        } else if exit.signal != nil || exit.note != nil {
            verdict.asks = question(seen)
        }
        if seen.run.state == .cancelled { verdict.state = .cancelled }
        return verdict
    }

    /// An attempt that Slurm ended is not over as long as Slurm may start its job again; nil when it does not.
    private func startedAgain(_ seen: Sighting, _ exit: ExitRecord) -> Verdict? {
        guard seen.laterAttempt == nil else { return nil }
        // What failed by itself has neither, and need not wait for Slurm's word.
        let wasEndedBySlurm = exit.note != nil || exit.signal != nil
        switch seen.queue {
        case .found(let entry) where !entry.state.isFinal && (wasEndedBySlurm || !entry.state.mayHaveProcesses):
            let reason = entry.reason.map { " (\($0))" } ?? ""
            let words = "squeue says \(entry.state.word)\(reason) of job \(entry.id), whose last attempt is over"
            return Verdict(
                .queued,
                "\(words): \(exit.evidence)\(release(entry))",
                .squeue,
                at: exit.finishedAt,
                asks: .queue
            )
        case .notAsked, .unanswered:
            guard wasEndedBySlurm, !seen.run.state.isFinal, final(seen) == nil else { return nil }
            let words = "\(exit.evidence); Slurm was not asked yet whether it starts the job again"
            return Verdict(.queued, words, .directory, at: exit.finishedAt, asks: .queue)
        case .found, .absent: return nil
        }
    }

    private func alive(_ seen: Sighting) -> Verdict {
        let job = seen.claim?.slurmJobID.map { ", job \($0)" } ?? ""
        let host = seen.claim?.process.host ?? "its node"
        var evidence = "its wrapper beats on \(host)\(job)"
        if let word = final(seen) { evidence += ", though Slurm says \(word.word)" }
        return Verdict(.running, evidence, .directory, at: seen.claim?.at ?? seen.now)
    }

    // MARK: - Slurm

    private func bySlurm(_ seen: Sighting) -> Verdict {
        switch seen.queue {
        case .notAsked: return kept(seen, asks: .queue)
        case .unanswered(let problem):
            return stale(seen, "squeue does not answer (\(problem))", .squeue)
        case .found(let entry):
            guard entry.state.isFinal else { return inQueue(seen, entry) }
            return over(seen, entry.state, .squeue, at: entry.end, reason: entry.reason)
        case .absent: return byAccounts(seen)
        }
    }

    private func inQueue(_ seen: Sighting, _ entry: QueueEntry) -> Verdict {
        let reason = entry.reason.map { " (\($0))" } ?? ""
        let place = entry.nodes.map { " on \($0)" } ?? ""
        let words = "squeue says \(entry.state.word)\(reason)\(place) of job \(entry.id)"
        guard entry.state.mayHaveProcesses else {
            let again = seen.claim == nil ? "" : ": Slurm starts it again; last sign of life \(sign(seen))"
            return Verdict(.queued, words + again + release(entry), .squeue, at: entry.submitted ?? seen.now)
        }
        if case .unknown(let word) = entry.state {
            let state: RunState = seen.claim == nil ? .queued : .running
            let evidence = "squeue says \(word), a word that is not known here and counts as alive"
            return Verdict(state, evidence, .squeue, at: seen.now)
        }
        let own = seen.claim == nil ? "; the run has not begun to write" : "; last sign of life \(sign(seen))"
        return Verdict(.running, words + own, .squeue, at: entry.start ?? seen.now)
    }

    /// What to type for a job that Slurm holds, as it does after a launch that failed, or that somebody holds.
    private func release(_ entry: QueueEntry) -> String {
        guard !entry.state.mayHaveProcesses, let reason = entry.reason else { return "" }
        if reason.contains("JobHeldAdmin") { return "; held by the cluster's staff: ask them" }
        guard reason.contains("held") || reason.contains("JobHeldUser") else { return "" }
        return "; it stays so until somebody types, over there: scontrol release \(entry.id)"
    }

    private func byAccounts(_ seen: Sighting) -> Verdict {
        guard seen.keepsAccounts else {
            return forgotten(seen, "squeue does not know the job, and there are no accounts")
        }
        switch seen.accounts {
        case .notAsked: return kept(seen, asks: .accounts)
        case .unanswered(let problem):
            return stale(seen, "squeue does not know the job and sacct does not answer (\(problem))", .sacct)
        case .absent: return forgotten(seen, "neither squeue nor sacct knows the job")
        case .found(let entry):
            guard entry.state.isFinal else {
                return forgotten(seen, "squeue does not know the job, and sacct, which lags, says \(entry.state.word)")
            }
            let by = entry.cancelledBy.map { "by user \($0)" }
            let code = entry.exit.flatMap { $0.meaning ?? ($0.code + $0.signal > 0 ? "exit code \($0)" : nil) }
            return over(seen, entry.state, .sacct, at: entry.end, reason: by ?? code)
        }
    }

    /// Slurm says that the job is over, and the run has no exit record.
    private func over(
        _ seen: Sighting,
        _ word: SlurmState,
        _ source: EvidenceSource,
        at end: Double?,
        reason: String?
    ) -> Verdict {
        let detail = reason.map { " (\($0))" } ?? ""
        let evidence = "\(source.rawValue) says \(word.word)\(detail) of job \(seen.run.facts.job ?? job(seen))"
        // Slurm may not say when; its own record is not waited for in vain then.
        let at = end ?? lastSign(seen)
        if (seen.farNow ?? seen.now) - at < patience.record {
            return Verdict(seen.run.state, "\(evidence); its own record may still come", source, at: at, asks: .queue)
        }
        let output = "submissions/\(seen.run.submission.token)/\(seen.run.task.map(String.init) ?? "job").out"
        let missing =
            (seen.claim == nil ? "it never claimed its run" : "it left no exit record")
            + "; what Slurm wrote of it lies in \(output) below the root"
        switch word {
        case .cancelled: return Verdict(.cancelled, evidence, source, at: at)
        case .timeout, .deadline, .outOfMemory: return Verdict(.failed, evidence, source, at: at)
        case .nodeFail, .preempted, .bootFail, .launchFailed, .reconfigFailed, .revoked:
            return Verdict(.crashed, "\(evidence); \(missing)", source, at: at)
        case .completed where seen.claim != nil: return Verdict(.lost, "\(evidence), but \(missing)", source, at: at)
        default: return Verdict(.failed, "\(evidence); \(missing)", source, at: at)
        }
    }

    /// Nobody knows the job: not yet, or not any more.
    private func forgotten(_ seen: Sighting, _ words: String) -> Verdict {
        let last = max(lastSign(seen), seen.run.submission.sentAt?.timeIntervalSince1970 ?? 0)
        if seen.now - last < patience.lost { return stale(seen, words, .squeue) }
        return Verdict(.lost, "\(words); last sign of life \(sign(seen))", .squeue, at: lastSign(seen))
    }

    // MARK: - No news

    private func kept(_ seen: Sighting, asks: Verdict.Question? = nil) -> Verdict {
        Verdict(
            seen.run.state,
            seen.run.evidence,
            seen.run.source,
            at: seen.run.since.timeIntervalSince1970,
            asks: asks
        )
    }

    /// The last state, marked as stale.
    private func stale(_ seen: Sighting, _ words: String, _ source: EvidenceSource) -> Verdict {
        // A run that was given up stays so until it is heard of.
        guard !seen.run.state.isFinal else { return kept(seen, asks: .queue) }
        return Verdict(
            seen.run.state,
            "stale, last sign of life \(sign(seen)): \(words)",
            source,
            at: seen.run.since.timeIntervalSince1970,
            asks: .queue
        )
    }

    private func question(_ seen: Sighting) -> Verdict.Question? {
        switch (seen.queue, seen.accounts) {
        case (.notAsked, _): .queue
        case (.absent, .notAsked) where seen.keepsAccounts: .accounts
        default: nil
        }
    }

    /// The word by which Slurm says that the job is over.
    private func final(_ seen: Sighting) -> SlurmState? {
        if case .found(let entry) = seen.queue { return entry.state.isFinal ? entry.state : nil }
        if case .found(let entry) = seen.accounts { return entry.state.isFinal ? entry.state : nil }
        return seen.run.facts.state.map { SlurmState($0) }.flatMap { $0.isFinal ? $0 : nil }
    }

    private func job(_ seen: Sighting) -> String {
        guard let number = seen.run.submission.job else { return "of an unknown number" }
        return seen.run.task.map { "\(number)_\($0)" } ?? "\(number)"
    }

    private func lastSign(_ seen: Sighting) -> Double {
        seen.heartbeat ?? seen.claim?.at ?? seen.run.submission.createdAt.timeIntervalSince1970
    }

    private func sign(_ seen: Sighting) -> String {
        if let at = seen.heartbeat ?? seen.claim?.at { return "at \(Timestamp.text(at))" }
        return "none"
    }
}
