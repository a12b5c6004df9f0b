import Foundation
import Orchestrator
import RunLog
import Slurm
import Sweep
import Testing
import Tracker

/// What is tried again by itself, how often, and with how much memory.
@Suite struct RetryRuleTests {
    private static let resources: JobResources = {
        var resources = JobResources()
        resources.onOutOfMemory = ResourceRequest.MemoryRetry(factor: 1.5, tries: 2)
        resources.onTimeout = ResourceRequest.TimeoutRetry(resumes: true, tries: 1)
        return resources
    }()

    /// The attempts of a key: how each ended, by Slurm's word, and the submission that it was part of.
    private func attempts(_ ends: [(RunState, String?, String)]) -> [ClusterRun] {
        ends.enumerated()
            .map { index, end in
                let submission = SubmissionRecord(
                    id: 1,
                    token: end.2,
                    cluster: "a100",
                    sweep: "s",
                    name: "s.t",
                    state: .submitted,
                    job: 12,
                    evidence: "",
                    createdAt: Date(timeIntervalSince1970: 0),
                    sentAt: nil
                )
                var facts = SlurmFacts()
                facts.state = end.1
                return ClusterRun(
                    id: Int64(index),
                    key: "k",
                    attempt: index + 1,
                    stage: "run",
                    directory: "runs/s/k/\(index + 1)",
                    state: end.0,
                    evidence: "",
                    source: .squeue,
                    since: Date(timeIntervalSince1970: 0),
                    submission: submission,
                    task: nil,
                    facts: facts
                )
            }
    }

    private typealias Case = (
        name: String, ends: [(RunState, String?, String)], decision: RetryRule.Decision, factor: Double
    )

    @Test func decisions() {
        let cases: [Case] = [
            ("never tried", [], .leave, 1),
            ("goes on", [(.running, "RUNNING", "a")], .leave, 1),
            ("has a result", [(.finished, "OUT_OF_MEMORY", "a")], .leave, 1),
            ("its own fault", [(.failed, "FAILED", "a")], .leave, 1),
            ("cancelled", [(.cancelled, "CANCELLED", "a")], .leave, 1),
            ("nobody knows", [(.lost, nil, "a")], .leave, 1),
            ("memory, first", [(.failed, "OUT_OF_MEMORY", "a")], .again(.outOfMemory, number: 1, of: 2), 1.5),
            (
                "memory, second", [(.failed, "OUT_OF_MEMORY", "a"), (.failed, "OUT_OF_MEMORY", "b")],
                .again(.outOfMemory, number: 2, of: 2), 2.25
            ),
            (
                "memory, too often",
                [(.failed, "OUT_OF_MEMORY", "a"), (.failed, "OUT_OF_MEMORY", "b"), (.failed, "OUT_OF_MEMORY", "c")],
                .exhausted(.outOfMemory, tries: 2), 2.25
            ),
            ("time", [(.failed, "TIMEOUT", "a")], .again(.timeout, number: 1, of: 1), 1),
            (
                "time, after Slurm started it again", [(.failed, nil, "a"), (.failed, "TIMEOUT", "a")],
                .exhausted(.timeout, tries: 1), 1
            ),
            (
                "a failure of its own before does not count", [(.failed, "FAILED", "a"), (.failed, "TIMEOUT", "b")],
                .again(.timeout, number: 1, of: 1), 1
            ),
            (
                "memory, then a node", [(.failed, "OUT_OF_MEMORY", "a"), (.crashed, "NODE_FAIL", "b")],
                .again(.system, number: 1, of: RetryRule.triesAfterTrouble), 1.5
            ),
        ]
        for one in cases {
            let rule = RetryRule(Self.resources)
            let runs = attempts(one.ends)
            #expect(rule.decision(on: runs) == one.decision, "\(one.name)")
            #expect(rule.decision(on: runs.reversed()) == one.decision, "\(one.name), in another order")
            #expect(rule.memoryFactor(after: runs) == one.factor, "\(one.name)")
        }
    }

    @Test func whatTheSpecDoesNotAskForIsLeft() {
        let rule = RetryRule(JobResources())
        #expect(rule.decision(on: attempts([(.failed, "OUT_OF_MEMORY", "a")])) == .leave)
        #expect(rule.decision(on: attempts([(.failed, "TIMEOUT", "a")])) == .leave)
        #expect(rule.memoryFactor(after: attempts([(.failed, "OUT_OF_MEMORY", "a")])) == 1)
    }
}
