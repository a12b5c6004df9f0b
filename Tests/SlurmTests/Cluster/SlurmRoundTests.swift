import Foundation
import Slurm
import Testing

@Suite("A real Slurm", .serialized, .enabled(if: Cluster.current != nil, Cluster.hint))
struct SlurmRoundTests {
    /// Asks until the answer is as wanted, for ten seconds at most.
    private func until<Value>(_ ask: () async throws -> Value, _ isRight: (Value) -> Bool) async throws -> Value {
        let end = ContinuousClock.now + .seconds(10)
        while true {
            let value = try await ask()
            if isRight(value) || ContinuousClock.now > end { return value }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    @Test("what the cluster can do, in one command")
    func capabilities() async throws {
        let cluster = try Cluster.required()
        try await cluster.withSession { session in
            let capabilities = try await Capabilities.probe(session)
            #expect(await session.commands == 1)
            #expect(capabilities.version?.hasPrefix("2") == true)
            #expect(capabilities.arrayLimit == 1001 && capabilities.memory == 300)
            #expect(capabilities.accounting == (cluster.keepsAccounts ? .available : .disabled))
            #expect(Set(capabilities.partitions.map(\.name)) == ["gpu", "short", "preempt"])
            #expect(capabilities.partitions.allSatisfy { $0.gres == "gpu:a100:8" })
            #expect(capabilities.user == "sweeper" && capabilities.controllerProblem == nil)
            #expect(capabilities.glibc != nil && capabilities.hasJSON)
        }
    }

    @Test("submit an array, see it in the queue, see it end, and in the accounts")
    func round() async throws {
        let cluster = try Cluster.required()
        try await cluster.withSession { session in
            try await cluster.withFarFolder(session) { folder in
                let client = SlurmClient(session)
                var options = BatchOptions()
                options.jobName = "round.\(UInt32.random(in: 0 ... .max))"
                options.comment = "token=\"a b\" $HOME #5"
                options.gres = "gpu:a100:2"
                options.array = JobArray.split(3, limit: 1001, throttle: 2).first?.indices
                options.output = "out-%a.txt"
                options.workingFolder = folder
                options.time = SlurmDuration(seconds: 60)
                let body = "echo $SLURM_ARRAY_TASK_ID $CUDA_VISIBLE_DEVICES $GREETING; exit $SLURM_ARRAY_TASK_ID"
                let script = try BatchScript(
                    options: options,
                    environment: BatchEnvironment(variables: [.init("GREETING", "it's")]),
                    body: body
                )
                .text()
                guard case .submitted(let job) = await client.submit(script) else {
                    Issue.record("not submitted")
                    return
                }
                let entries = try await until {
                    try await client.queue().entries.filter { $0.id.number == job.number }
                } _: {
                    $0.count == 3 && $0.allSatisfy(\.state.isFinal)
                }
                let sorted = entries.sorted { $0.id.description < $1.id.description }
                #expect(sorted.map(\.id.part) == [.task(0), .task(1), .task(2)])
                #expect(sorted.map(\.state) == [.completed, .failed, .failed])
                #expect(sorted.allSatisfy { $0.name == options.jobName && $0.comment == options.comment })
                #expect(sorted.allSatisfy { abs(($0.start ?? 0) - Date().timeIntervalSince1970) < 60 })
                let outputs = try await session.run("cd \(folder) && cat out-0.txt out-2.txt").outputText
                    .split(separator: "\n")
                #expect(outputs.count == 2 && outputs.allSatisfy { $0.hasSuffix("it's") })
                #expect(try await client.queue(named: try #require(options.jobName)).entries.count == 3)
                try await accounts(cluster, client, job)
                #expect(await client.calls.first?.command == .sbatch)
            }
        }
    }

    private func accounts(_ cluster: Cluster, _ client: SlurmClient, _ job: SlurmJobID) async throws {
        guard cluster.keepsAccounts else {
            let error = await #expect(throws: SlurmClient.Failure.self) {
                try await client.accounting(jobs: [job.number])
            }
            guard case .slurm(let problem) = error else { return }
            #expect(problem.cause == .accountingDisabled)
            return
        }
        let rows = try await until {
            try await client.accounting(jobs: [job.number]).entries
        } _: {
            $0.count == 3 && $0.allSatisfy(\.state.isFinal)
        }
        #expect(rows.compactMap(\.exit?.code).sorted() == [0, 1, 2])
        let since = Int(Date().timeIntervalSince1970) - 120
        #expect(try await client.accounting(since: since).entries.contains { $0.id.number == job.number })
    }

    @Test("a controller that hangs: sbatch gives up, nobody knows, and the job is there later")
    func frozenController() async throws {
        let cluster = try Cluster.required()
        try await cluster.withSession { session in
            let client = SlurmClient(session)
            let name = "frozen.\(UInt32.random(in: 0 ... .max))"
            let controller = try cluster.pid(of: "slurmctld")
            kill(controller, SIGSTOP)
            let reply = await client.submit("#!/bin/sh\n#SBATCH --job-name=\(name)\ntrue\n", in: "/tmp")
            kill(controller, SIGCONT)
            guard case .ambiguous(let words) = reply else {
                Issue.record("should be ambiguous: \(reply)")
                return
            }
            #expect(words.contains("Socket timed out"))
            let jobs = try await until {
                try await client.queue(named: name).entries
            } _: {
                !$0.isEmpty
            }
            #expect(jobs.count == 1)
        }
    }

    @Test("refusals come back with their cause; cancelling is seen")
    func refusalsAndCancel() async throws {
        try await Cluster.required()
            .withSession { session in
                let client = SlurmClient(session)
                for (line, cause) in [
                    ("--partition=nosuch", SubmissionRefusal.Cause.partition), ("--gres=tpu:1", .gres),
                    ("--gres=gpu:9", .nodeConfiguration), ("--array=0-5000", .arraySize), ("--nosuchoption", .option),
                ] {
                    let reply = await client.submit("#!/bin/sh\n#SBATCH \(line)\ntrue\n", in: "/tmp")
                    guard case .refused(let refusal) = reply else {
                        Issue.record("\(line): \(reply)")
                        continue
                    }
                    #expect(refusal.cause == cause, "\(refusal)")
                }
                guard case .submitted(let job) = await client.submit("#!/bin/sh\nsleep 60\n", in: "/tmp") else {
                    return
                }
                try await client.cancel([job, SlurmJobID(999_999)])
                let entry = try await until {
                    try await client.queue().entries.first { $0.id == job }
                } _: {
                    $0?.state.isFinal == true
                }
                #expect(entry?.state == .cancelled)
                try await client.cancel([job])
                guard case .refused(let refusal) = await client.submit("#!/bin/sh\n", in: "/no/such") else {
                    Issue.record("submitted from nowhere")
                    return
                }
                #expect(refusal.cause == .folder)
            }
    }
}
