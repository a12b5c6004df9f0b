import Orchestrator
import Testing

@Suite struct ScheduleTests {
    /// A shared upstream, two that need it, and one that needs nothing.
    private let jobs = [
        Schedule.Job(key: "backbone", needs: []),
        Schedule.Job(key: "a", needs: ["backbone"]),
        Schedule.Job(key: "b", needs: ["backbone"]),
        Schedule.Job(key: "alone", needs: []),
    ]

    @Test func startsInOrderAndOnlyWhatIsReady() {
        var schedule = Schedule(jobs: jobs)
        #expect(schedule.start() == "backbone")
        #expect(schedule.start() == "alone")
        #expect(schedule.start() == nil)
        schedule.end("backbone", succeeded: true)
        #expect(schedule.start() == "a")
        #expect(schedule.start() == "b")
    }

    @Test func aFailureBlocksWhatNeedsItAndNothingElse() {
        var schedule = Schedule(jobs: jobs)
        _ = schedule.start()
        schedule.end("backbone", succeeded: false)
        #expect(schedule.status(of: "a") == .blocked(by: "backbone"))
        #expect(schedule.status(of: "b") == .blocked(by: "backbone"))
        #expect(schedule.start() == "alone")
        schedule.end("alone", succeeded: true)
        #expect(schedule.isOver)
    }

    @Test func blockingReachesThroughAChain() {
        let chain = ["a", "b", "c"].enumerated()
            .map { index, key in
                Schedule.Job(key: key, needs: index == 0 ? [] : [["a", "b", "c"][index - 1]])
            }
        var schedule = Schedule(jobs: chain)
        _ = schedule.start()
        schedule.end("a", succeeded: false)
        #expect(schedule.status(of: "c") == .blocked(by: "b"))
        #expect(schedule.isOver)
    }

    @Test func finishedJobsAreNeverStarted() {
        var schedule = Schedule(jobs: jobs, finished: ["backbone", "a"], running: ["b"])
        #expect(schedule.start() == "alone")
        #expect(schedule.start() == nil)
        #expect(!schedule.isOver)
        schedule.end("b", succeeded: true)
        schedule.end("alone", succeeded: true)
        #expect(schedule.isOver)
        #expect(schedule.count { $0 == .finished } == 4)
    }

    /// What was ended early on purpose is no failure, and neither is what would have needed it.
    @Test func aStoppedJobTakesAlongWhatNeedsIt() {
        var schedule = Schedule(jobs: jobs)
        _ = schedule.start()
        schedule.stop("backbone")
        #expect(schedule.status(of: "a") == .stopped)
        schedule.add([Schedule.Job(key: "late", needs: ["b"]), Schedule.Job(key: "new", needs: [])])
        #expect(schedule.status(of: "late") == .stopped)
        #expect(schedule.start() == "alone")
        #expect(schedule.start() == "new")
        #expect(schedule.count { $0 == .failed } == 0)
    }

    /// Whatever the graph and whichever jobs fail: each job starts at most once, never before what it needs has finished,
    /// and in the end each has finished, failed, or is blocked by one that did not finish.
    @Test(arguments: 0..<50)
    func everyGraphIsDrained(seed: Int) {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let jobs = (0..<20)
            .map { index in
                Schedule.Job(key: "\(index)", needs: (0..<index).filter { _ in random(6) == 0 }.map(String.init))
            }
        var schedule = Schedule(jobs: jobs)
        var running: [String] = []
        var started: Set<String> = []
        while !schedule.isOver {
            while running.count < 3, let key = schedule.start() {
                #expect(started.insert(key).inserted)
                running.append(key)
            }
            schedule.end(running.remove(at: random(running.count)), succeeded: random(5) > 0)
        }
        #expect(running.isEmpty)
        #expect(schedule.count { $0 == .waiting || $0 == .running } == 0)
    }
}
