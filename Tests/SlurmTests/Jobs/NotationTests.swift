import Slurm
import Testing

@Suite("Slurm's notations")
struct NotationTests {
    @Test(
        "job numbers are read and written alike",
        arguments: ["1234", "1234_7", "1234_[0-3%2]", "19_[8-63%8]", "5_[1,3,9-20:4]", "77+1", "5_[1-4,...]"]
    )
    func jobID(text: String) throws {
        #expect(try #require(SlurmJobID(text)).description == text)
    }

    @Test(
        "what is no job number is refused",
        arguments: [
            "", "x", "12.batch", "12_", "12_[", "12_[]", "_3", "12_[3-1]", "12_-1", "+5", "-5", "1+", "12_[1-8:0]",
            "1_2_3",
        ]
    )
    func notAJob(text: String) {
        #expect(SlurmJobID(text) == nil)
    }

    @Test("a line of waiting tasks covers its tasks only")
    func covers() throws {
        let line = try #require(SlurmJobID("19_[8-63%8]"))
        #expect(line.covers(task: 8) && line.covers(task: 63) && !line.covers(task: 7))
        let stepped = try #require(SlurmJobID("19_[0-12:4]"))
        #expect((0...12).filter(stepped.covers) == [0, 4, 8, 12])
        // A list that was cut short may hold any task: better to ask again than to miss one.
        #expect(try #require(SlurmJobID("19_[1-4,...]")).covers(task: 900))
    }

    @Test(
        "long lists are cut by the cluster's limit, and a throttle is shared out",
        arguments: [
            (100, 1001, Int?.none, ["0-99"]),
            (100, 1001, 8, ["0-99%8"]),
            (1, 1001, 4, ["0%4"]),
            (2500, 1001, 10, ["0-1000%4", "0-1000%3", "0-497%3"]),
            (3, 1, 2, ["0%1", "0%1", "0%1"]),
            (0, 1001, 2, []),
        ]
    )
    func split(total: Int, limit: Int, throttle: Int?, expected: [String]) {
        let arrays = JobArray.split(total, limit: limit, throttle: throttle)
        #expect(arrays.map(\.indices.description) == expected)
        #expect(arrays.reduce(0) { $0 + $1.count } == total)
        #expect(arrays.flatMap { array in (0..<array.count).map(array.position) } == Array(0..<total))
    }

    @Test(
        "states: long and compact words, what follows them, and who is alive",
        arguments: [
            ("PENDING", SlurmState.pending, true), ("PD", .pending, true), ("R", .running, true),
            ("CG", .completing, true), ("CD", .completed, false), ("OO", .outOfMemory, false),
            ("OUT_OF_MEMORY", .outOfMemory, false), ("CANCELLED by 1001", .cancelled, false),
            ("CANCELLED+", .cancelled, false), ("NODE_FAIL", .nodeFail, false), ("PREEMPTED", .preempted, false),
            ("REQUEUED", .requeued, true), ("TIMEOUT", .timeout, false), ("running", .running, true),
            ("HIBERNATING", .unknown("HIBERNATING"), true), ("", .unknown(""), true),
        ]
    )
    func state(text: String, state: SlurmState, isAlive: Bool) {
        #expect(SlurmState(text) == state)
        #expect(state.isAlive == isAlive)
        #expect(state.isFinal != isAlive)
    }

    @Test("after a node failure the job's processes may still run")
    func ghosts() {
        #expect(SlurmState.nodeFail.mayHaveProcesses)
        #expect(!SlurmState.pending.mayHaveProcesses)
        #expect(!SlurmState.completed.mayHaveProcesses)
    }

    @Test(
        "durations",
        arguments: [
            ("10:00", 600), ("1:00:00", 3600), ("2-00:00:00", 172_800), ("90", 5400), ("1-12", 129_600),
            ("1-12:30", 131_400), ("00:01:04", 64), ("0:00", 0),
        ]
    )
    func duration(text: String, seconds: Int) throws {
        let duration = try #require(SlurmDuration(text))
        #expect(duration.seconds == seconds)
        #expect(SlurmDuration(duration.description) == duration)
    }

    @Test("UNLIMITED is longer than anything; other words are no duration")
    func unlimited() {
        #expect(SlurmDuration("UNLIMITED") == .unlimited)
        #expect(SlurmDuration(seconds: 1 << 40) < .unlimited)
        #expect(["", "N/A", "INVALID", "1:2:3:4", "-1", "1-", "a:b"].compactMap { SlurmDuration($0) }.isEmpty)
    }

    @Test(
        "memory",
        arguments: [("200M", 200), ("500000", 500_000), ("4G", 4096), ("1T", 1 << 20), ("419388K", 410)]
    )
    func memory(text: String, mebibytes: Int) throws {
        #expect(try #require(MemorySize(text)).mebibytes == mebibytes)
        #expect(["", "G", "4GB", "-1", "1.5G"].compactMap { MemorySize($0) }.isEmpty)
    }

    @Test("exit codes, and what Slurm's own marks mean")
    func exit() throws {
        #expect(JobExit("3:0") == JobExit(code: 3))
        #expect(JobExit("0:9") == JobExit(code: 0, signal: 9))
        #expect(try #require(JobExit("0:53")).meaning?.contains("output file") == true)
        #expect(["", "3", "a:b", "1:2:3", "-1:0"].compactMap { JobExit($0) }.isEmpty)
    }
}
