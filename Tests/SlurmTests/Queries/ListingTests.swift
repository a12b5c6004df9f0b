import Slurm
import Testing

@Suite("What Slurm lists")
struct ListingTests {
    @Test("squeue: waiting tasks in one line, started ones each in its own")
    func queue() throws {
        let text = try Transcript("array.txt").output(of: "squeue --format=\"%i|%A|%F|%K")
        let listing = QueueEntry.listing(text, separator: "|")
        #expect(listing.rejected.isEmpty)
        #expect(listing.entries.count == 14)
        let waiting = try #require(listing.entries.first)
        #expect(waiting.id.description == "19_[8-63%8]")
        #expect(waiting.state == .pending)
        #expect(waiting.reason == "JobArrayTaskLimit")
        #expect(waiting.start == nil && waiting.nodes == nil)
        let started = try #require(listing.entries.first { $0.id.part == .task(3) })
        #expect(started.state == .running)
        #expect(started.nodes == "a100-01")
        #expect(started.limit == SlurmDuration(seconds: 3600))
        #expect(started.start == 1_795_411_502)  // 2026-11-23T05:25:02, taken as UTC
        #expect(listing.entries.filter { $0.state.isAlive }.count == 14)
    }

    @Test("sacct: how jobs ended, who cancelled them, and that steps are left out")
    func accounting() throws {
        let transcript = try Transcript("sacct.txt")
        let all = AccountingEntry.listing(try transcript.output(of: "JobID,JobIDRaw"), separator: "|")
        #expect(all.rejected.isEmpty)
        #expect(all.entries.count == 39)
        let byName = Dictionary(all.entries.map { ($0.name ?? "", $0) }) { first, _ in first }
        #expect(byName["fail"]?.exit == JobExit(code: 3))
        #expect(byName["oom"]?.exit == JobExit(code: 0, signal: 9))
        #expect(byName["badout"]?.exit?.meaning?.contains("output file") == true)
        #expect(byName["tmo"]?.state == .running && byName["tmo"]?.end == nil)
        let steps = AccountingEntry.listing(try transcript.output(of: "sacct -j 11,13,16,17,18"), separator: "|")
        #expect(steps.entries.map(\.id.number) == [11, 13, 16, 17, 18])
        #expect(steps.entries.first?.requestedMemory == "200M")
    }

    @Test("sacct: the earlier runs of a requeued job, and one that never started")
    func requeued() throws {
        let text = try Transcript("requeue.txt").output(of: "cat w/requ-111.out; sacct -j 111 -X")
        let runs = text.split(separator: "\n").drop { !$0.hasPrefix("JobID") }.dropFirst(3)
        let listing = AccountingEntry.listing(
            (["JobID|State|ExitCode|Start|End"] + runs.map(String.init)).joined(separator: "\n"),
            separator: "|"
        )
        #expect(listing.entries.map(\.state) == [.requeued, .cancelled])
        #expect(listing.entries.last?.cancelledBy == 1001)
        #expect(listing.entries.last?.start == nil)
    }

    @Test(
        "sacct: the GPUs that a job was given, else those it waits for",
        arguments: [
            ("billing=8,cpu=8,gres/gpu:a100=8,gres/gpu=8,mem=4G,node=1", "cpu=1", 8),
            ("billing=8,gres/gpu:a100=2,gres/gpu:h100=1,node=1", "", 3), ("", "billing=4,cpu=4,gres/gpu=4,node=1", 4),
            ("billing=1,cpu=1,node=1", "billing=1,cpu=1,node=1", nil), ("gres/gpu=,gres/gpumem=80G", "", nil),
        ] as [(String, String, Int?)]
    )
    func gpus(given: String, asked: String, count: Int?) throws {
        let text = "JobID|State|AllocTRES|ReqTRES\n7|RUNNING|\(given)|\(asked)"
        #expect(try #require(AccountingEntry.listing(text, separator: "|").entries.first).gpus == count)
    }

    @Test("sinfo: partitions with their limits and what a node has")
    func partitions() throws {
        let text = try Transcript("sinfo.txt").output(of: "sinfo; sinfo -N -l")
        let lines = text.split(separator: "\n").filter { $0.split(separator: "|").count == 11 }
        let header = "PARTITION|AVAIL|TIMELIMIT|NODES|STATE|NODELIST|GRES|CPUS|MEMORY|USE|FEATURES"
        let listing = PartitionEntry.listing(
            ([header] + lines.map(String.init)).joined(separator: "\n"),
            separator: "|"
        )
        #expect(listing.entries.map(\.name) == ["gpu", "short", "preempt"])
        let gpu = try #require(listing.entries.first)
        #expect(gpu.isDefault && gpu.isUp && gpu.nodeCount == 4 && gpu.nodeState == "idle")
        #expect(gpu.limit == SlurmDuration(seconds: 172_800))
        #expect(gpu.gres == "gpu:a100:8" && gpu.cores == 64 && gpu.memory?.mebibytes == 500_000)
    }

    @Test("scontrol show config: the numbers that submission rests on")
    func configuration() throws {
        let configuration = ControllerConfiguration(try Transcript("sinfo.txt").output(of: "sinfo; sinfo -N -l"))
        #expect(configuration.maxArraySize == 1001)
        #expect(configuration.minJobAge == 300)
        #expect(configuration.messageTimeout == 10)
        #expect(configuration.version == "22.05.8")
        #expect(!configuration.refusesImpossibleJobs)
    }

    @Test("rows that cannot be read are set aside with their text")
    func rejected() {
        let text = "JOBID|STATE|NAME\n7|RUNNING|a\nnonsense\n8|PENDING|b|c\nx|RUNNING|d\n9|SLEEPWALKING|e\n"
        let listing = QueueEntry.listing(text, separator: "|")
        #expect(listing.entries.map(\.id.number) == [7, 9])
        #expect(listing.entries.last?.state.isAlive == true)
        #expect(listing.rejected.count == 3)
        #expect(QueueEntry.listing("", separator: "|").entries.isEmpty)
    }
}
