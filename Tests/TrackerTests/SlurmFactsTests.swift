import Foundation
import RunLog
import TestSupport
import Testing
import Tracker

/// What is kept of a job that runs attempts.
@Suite struct SlurmFactsTests {
    /// A job's GPUs count once, however many runs share it; what Slurm gave counts more than what was asked for.
    @Test func gpusAreSharedByTheRunsOfATask() throws {
        try withTemporaryFolder { folder in
            let lab = Lab(folder.appending(path: "lab").path(percentEncoded: false))
            try lab.createIfAbsent()
            let store = try Store(lab)
            // Two tasks: the first runs two trials, the second one.
            let members = try (0..<3).map { SubmissionIntent.Member(run: try intent($0), task: $0 / 2) }
            try store.record([
                SubmissionIntent(token: "T", cluster: "alps", sweep: "s", name: "s.T", members: members, gpus: 8)
            ])
            let shares = { try store.clusterRuns().map { $0.facts.gpus } }
            #expect(try shares() == [4, 4, 8])
            var facts = try #require(try store.slurmFacts(of: 1))
            facts.allocatedGPUs = 6
            try store.apply([RunChange(run: 1, facts: facts)])
            #expect(try shares() == [3, 4, 8])
            let run = try #require(try store.clusterRuns().first)
            try store.recordRestart(attempt: 2, of: run, directory: "runs/s/k0/2", at: Date())
            #expect(try shares().last == 4)
        }
    }

    private func intent(_ index: Int) throws -> RunIntent {
        RunIntent(
            sweep: "s",
            key: "k\(index)",
            attempt: 1,
            stage: "run",
            trial: nil,
            cluster: "alps",
            token: "t\(index)",
            directory: "runs/s/k\(index)/1",
            configuration: .object([]),
            at: Date()
        )
    }
}
