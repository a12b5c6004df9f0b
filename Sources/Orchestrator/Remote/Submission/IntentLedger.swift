import Foundation
import Sweep
import Tracker

/// Writes into the store what is about to be handed over, before anything is sent, and takes back what never was.
struct IntentLedger {
    let lab: Lab
    let store: Store
    let cluster: String
    let sweep: String

    /// Records all chunks in one transaction.
    ///
    /// - Throws: `StoreError`.
    func record(_ chunks: [JobChunk]) throws {
        let now = Date()
        try store.record(
            try chunks.map { chunk in
                SubmissionIntent(
                    token: chunk.token,
                    cluster: cluster,
                    sweep: sweep,
                    name: chunk.name(sweep: sweep),
                    members: try chunk.jobs.enumerated()
                        .map { index, job in
                            SubmissionIntent.Member(run: try intent(job, at: now), task: chunk.task(at: index))
                        },
                    gpus: chunk.request.gpus
                )
            }
        )
    }

    /// Releases runs whose submission was recorded and never sent.
    ///
    /// - Throws: `StoreError`.
    func giveUp(_ chunks: some Sequence<JobChunk>) throws {
        for chunk in chunks {
            let evidence = "\(cluster): not handed over yet"
            try store.settle(chunk.token, as: .absent, evidence: evidence, source: .store, at: Date())
        }
    }

    private func intent(_ remote: RemoteJob, at now: Date) throws -> RunIntent {
        let job = remote.job
        return RunIntent(
            sweep: sweep,
            key: job.key,
            attempt: remote.attempt,
            stage: job.stage,
            trial: job.trial,
            cluster: cluster,
            token: remote.token,
            directory: try lab.directory(sweep: sweep, key: job.key, attempt: remote.attempt),
            configuration: job.configuration,
            at: now
        )
    }
}
