import Foundation
import RunLog
import TestSupport
import Testing
import Tracker

/// What the page of the clusters says without a script.
@Suite struct ClusterPageTests {
    private static let begin = Date(timeIntervalSince1970: 1_763_873_000)

    private static func facts(_ state: String, _ reason: String, waits: Double, starts: Bool) -> SlurmFacts {
        var facts = SlurmFacts()
        facts.job = "88_1"
        facts.state = state
        facts.reason = reason
        facts.partition = "gpu"
        facts.nodes = starts ? "a100-03" : nil
        facts.submittedAt = begin
        facts.startedAt = starts ? begin + waits : nil
        facts.seenAt = begin + waits
        return facts
    }

    private static func run(_ id: Int64, _ state: RunState, _ slurm: SlurmFacts?) -> Run {
        Run(
            id: id,
            sweep: "tokens",
            key: "k\(id)",
            attempt: 1,
            stage: "run",
            trial: Int(id),
            state: state,
            evidence: "seen",
            parameters: [:],
            summaries: [:],
            host: nil,
            createdAt: begin,
            startedAt: slurm?.startedAt,
            finishedAt: slurm?.startedAt.map { $0 + 7200 },
            directory: "runs/tokens/k\(id)/1",
            cluster: slurm == nil ? nil : "alps",
            slurm: slurm
        )
    }

    /// An attempt that another one replaced: two hours on a job of eight GPUs that two runs shared.
    private static var replaced: Run {
        var facts = facts("NODE_FAIL", "None", waits: 60, starts: true)
        facts.endedAt = begin + 60 + 7200
        facts.allocatedGPUs = 8
        facts.askedGPUs = 4
        facts.sharing = 2
        return run(9, .lost, facts)
    }

    private static let page: String = {
        let runs = [
            run(1, .finished, facts("COMPLETED", "None", waits: 60, starts: true)),
            run(2, .failed, facts("OUT_OF_MEMORY", "OutOfMemory", waits: 180, starts: true)),
            run(3, .failed, facts("TIMEOUT", "None", waits: 120, starts: true)),
            run(4, .queued, facts("PENDING", "QOSMaxJobsPerUserLimit", waits: 7200, starts: false)),
            run(5, .crashed, nil),
        ]
        let gpus = RunRecords(cluster: "alps", start: [JSONValue.Member("slurm", .object([.init("gpus", .int(4))]))])
        let content = SiteContent(
            lab: "lab",
            sweeps: [SiteContent.Sweep(name: "tokens", runs: runs)],
            replaced: [replaced],
            series: [:],
            records: [1: gpus, 2: gpus, 3: gpus]
        )
        let file = Site(content).files.first { $0.path == "cluster.html" }
        return String(decoding: file?.bytes ?? [], as: UTF8.self)
    }()

    private func cells(after heading: String) throws -> [String] {
        let row = try #require(Self.page.range(of: "<th scope=\"row\"><bdi>\(heading)</bdi></th>"))
        let rest = Self.page[row.upperBound...]
        let end = try #require(rest.range(of: "</tr>"))
        return rest[..<end.lowerBound].matches(of: /<td[^>]*>(?:<bdi>)?([^<]*)/).map { String($0.1) }
    }

    @Test func eachClusterHasARowOfItsFigures() throws {
        // Three runs of two hours with four GPUs, and one that was replaced; waits of 1, 1, 2, 3 minutes and of two hours
        // that are not over.
        #expect(
            try cells(after: "alps") == [
                "0", "1", "1", "2", "32.00", "2 min 00 s", "2 h 00 min",
                "NODE_FAIL 1, OUT_OF_MEMORY (OutOfMemory) 1, TIMEOUT 1",
            ]
        )
        #expect(try cells(after: "this machine") == ["0", "0", "0", "1", "0.00", "–", "–", "crashed 1"])
    }

    @Test func theCostSaysWhereTheGPUsAreKnownFrom() {
        let text =
            "the GPUs are as Slurm gave them (AllocTRES) for 1 attempt, as the run found them for 3 attempts."
        #expect(Self.page.contains(text))
    }

    @Test func theQueueSaysWhyAJobWaits() {
        for text in ["alps, gpu", "88_1 PENDING (QOSMaxJobsPerUserLimit)"] {
            #expect(Self.page.contains(text), "\(text)")
        }
    }

    @Test(arguments: [
        ("tokens", "tokens"), ("lora rank", "'lora rank'"), ("it's; $(x)", "'it'\\''s; $(x)'"), ("", "''"),
    ])
    func namesAreOneWordOfACommand(name: String, word: String) {
        #expect(ShellWord.quoted(name) == word)
    }
}
