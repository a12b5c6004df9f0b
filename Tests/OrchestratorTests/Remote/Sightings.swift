import Foundation
import Orchestrator
import RunLog
import Slurm
import Tracker

/// Sightings of one run of a made-up cluster, at second 10,000.
enum Sightings {
    static let now = 10_000.0

    static func submission(
        _ state: SubmissionRecord.State = .submitted,
        job: Int? = 12,
        sentAt: Double = 9000
    ) -> SubmissionRecord {
        SubmissionRecord(
            id: 1,
            token: "token",
            cluster: "a100",
            sweep: "tokens",
            name: "tokens.token",
            state: state,
            job: job,
            evidence: "",
            createdAt: Date(timeIntervalSince1970: sentAt),
            sentAt: Date(timeIntervalSince1970: sentAt)
        )
    }

    static func sighting(
        _ state: RunState = .queued,
        claimedAt: Double? = nil,
        heartbeat: Double? = nil,
        sentAt: Double = 9000
    ) -> Sighting {
        let run = ClusterRun(
            id: 1,
            key: "k",
            attempt: 1,
            stage: "run",
            directory: "runs/tokens/k/1",
            state: state,
            evidence: "as before",
            source: .journal,
            since: Date(timeIntervalSince1970: sentAt),
            submission: submission(sentAt: sentAt),
            task: nil
        )
        var seen = Sighting(run, now: now)
        seen.farNow = now
        if let claimedAt {
            let process = ProcessIdentity(host: "a100-01", bootID: "b", pid: 7, startTicks: 8)
            seen.claim = Claim(token: "t", process: process, at: claimedAt, slurmJobID: "12")
        }
        seen.heartbeat = heartbeat
        return seen
    }

    /// A line of `squeue` for job 12.
    static func queue(_ state: String, reason: String = "None", end: String = "9000") -> QueueEntry? {
        let fields = [
            "12", "12", state, reason, "tokens.token", "c", "gpu", "a100-01", "8900", "8950", end, "10:00",
        ]
        return QueueEntry.listing(fields.joined(separator: "\u{1F}")).entries.first
    }

    /// A line of `sacct` for job 12.
    static func accounts(_ state: String, exit: String = "0:0", end: String = "9000") -> AccountingEntry? {
        let text = "JobID|JobName|State|ExitCode|Start|End\n12|tokens.token|\(state)|\(exit)|8950|\(end)\n"
        return AccountingEntry.listing(text, separator: "|").entries.first
    }
}
