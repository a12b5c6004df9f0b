import Foundation
import Glibc
public import RunLog
public import Tracker

/// Runs a plan's jobs on this machine, so many at a time, until each has a result or cannot have one.
///
/// Exactly one effective run comes of each job, whatever is killed when: the intent stands in the store before the attempt's
/// folder is made, the folder is made by exactly one process, and its wrapper claims it before the trainer starts.
/// A submission that dies leaves its running attempts to the next one, which finds them alive.
public struct LocalSubmission {
    private let lab: Lab
    private let store: Store
    private let ingester: Ingester
    private let host: Machine
    private let sweep: String
    private let jobs: [LocalJob]
    private let slots: Int
    private let environment: [String: String]
    private let bootstrap: String
    private let report: (SubmissionEvent) -> Void

    private var schedule: Schedule
    private var attempts: [Attempt] = []
    private var nextAttempt: [String: Int] = [:]
    private var adopted: [(key: String, run: Run)] = []
    private var summary = SubmissionSummary()
    private var cancelled = 0
    private let byKey: [String: LocalJob]
    private var lastIngest = -Double.infinity

    /// A submission of some jobs to this machine.
    ///
    /// - Parameters:
    ///   - lab: Where everything is kept.
    ///   - store: The lab's store.
    ///   - ingester: Brings what the trials write into the store while they run.
    ///   - host: This machine.
    ///   - sweep: The sweep's name.
    ///   - jobs: In an order in which each stands after those it needs.
    ///   - slots: How many run at a time.
    ///   - environment: What every attempt inherits.
    ///   - report: Told what happens, on the caller's thread.
    public init(
        lab: Lab,
        store: Store,
        ingester: Ingester,
        host: Machine,
        sweep: String,
        jobs: [LocalJob],
        slots: Int,
        environment: [String: String],
        report: @escaping (SubmissionEvent) -> Void
    ) {
        self.lab = lab
        self.store = store
        self.ingester = ingester
        self.host = host
        self.sweep = sweep
        self.jobs = jobs
        self.slots = slots
        self.environment = environment
        bootstrap = Bootstrap.path(in: lab)
        self.report = report
        schedule = Schedule(jobs: [])
        byKey = Dictionary(uniqueKeysWithValues: jobs.map { ($0.key, $0) })
    }

    /// Runs everything that is left to run.
    ///
    /// Returns when nothing runs any more: at the end, or after Ctrl-C once the running attempts have stopped.
    /// A trial that fails is no error: the summary counts it.
    /// - Throws: `SubmissionError` when another process submits to this lab, `FileError`, `StoreError` and
    ///   `LaunchError` when the machine refuses; attempts that run then are stopped first.
    public mutating func run() throws -> SubmissionSummary {
        var signals = SignalWait()
        let lock = try SubmissionLock(at: "\(lab.path)/submit.lock")
        defer { withExtendedLifetime(lock) {} }
        try Bootstrap.install(in: lab)
        try survey()
        do {
            try loop(&signals)
        } catch {
            try stopAll(&signals)
            throw error
        }
        _ = try ingester.ingest()
        return summarised()
    }

    // MARK: - Before anything starts

    private mutating func survey() throws {
        _ = try ingester.ingest()
        let findings = try Survey(lab: lab, store: store, host: host).findings(of: jobs.map(\.key))
        var finished: Set<String> = []
        var ended = 0
        for job in jobs {
            switch findings[job.key] ?? .new {
            case .finished: finished.insert(job.key)
            case .alive(let run): adopted.append((job.key, run))
            case .ended(let next):
                nextAttempt[job.key] = next
                ended += 1
            case .new: break
            }
        }
        schedule = Schedule(
            jobs: jobs.map { Schedule.Job(key: $0.key, needs: $0.needs.map(\.key)) },
            finished: finished,
            running: Set(adopted.map(\.key))
        )
        summary.finishedBefore = finished.count
        let new = jobs.count - finished.count - adopted.count - ended
        report(.surveyed(finished: finished.count, alive: adopted.count, ended: ended, new: new))
        for (key, run) in adopted {
            adopt(key, run)
        }
    }

    private mutating func adopt(_ key: String, _ run: Run) {
        guard let job = byKey[key] else { return }
        let since = run.startedAt ?? run.createdAt
        attempts.append(
            Attempt(
                job: job,
                number: run.attempt,
                run: run.id,
                directory: lab.runDirectory(run.directory),
                startedAt: since.timeIntervalSince1970
            )
        )
        report(.started(title: job.title, attempt: run.attempt, adopted: true))
    }

    // MARK: - The loop

    private mutating func loop(_ signals: inout SignalWait) throws {
        while !schedule.isOver {
            while attempts.count < slots, let key = schedule.start(), let job = byKey[key] {
                try start(job)
            }
            try ingestIfDue()
            try reportProgress()
            if signals.next(milliseconds: 250) == .stop {
                summary.wasInterrupted = true
                try stopAll(&signals)
                return
            }
            try collect()
        }
    }

    private mutating func start(_ job: LocalJob) throws {
        let launch = Launch(lab: lab, store: store, sweep: sweep, bootstrap: bootstrap, environment: environment)
        let attempt = try launch.start(job, attempt: nextAttempt[job.key] ?? 1)
        attempts.append(attempt)
        report(.started(title: job.title, attempt: attempt.number, adopted: false))
    }

    /// Takes ended attempts out, and what they mean for the others.
    private mutating func collect() throws {
        var going: [Attempt] = []
        for var attempt in attempts {
            guard let outcome = try attempt.outcome(on: host) else {
                going.append(attempt)
                continue
            }
            try end(attempt, outcome)
        }
        attempts = going
    }

    private mutating func end(_ attempt: Attempt, _ outcome: RunOutcome) throws {
        schedule.end(attempt.job.key, succeeded: outcome == .finished)
        if outcome == .cancelled || (summary.wasInterrupted && outcome != .finished) { cancelled += 1 }
        var tail: [String] = []
        if outcome != .finished {
            _ = Ghosts.kill(of: attempt.directory.path)
            tail = LogTail(of: attempt.directory, lines: 8).lines
        }
        _ = try ingester.ingest()
        let seconds = Timestamp.now() - attempt.startedAt
        report(.ended(title: attempt.job.title, outcome: outcome, seconds: seconds, logTail: tail))
    }

    private mutating func ingestIfDue() throws {
        guard Timestamp.now() - lastIngest >= 1 else { return }
        _ = try ingester.ingest()
        lastIngest = Timestamp.now()
    }

    private func reportProgress() throws {
        let done = schedule.count { $0 == .finished || $0 == .failed }
        let parts = try attempts.map { try $0.fraction() }.reduce(0, +)
        report(.progress(done: Double(done) + parts, total: jobs.count, running: attempts.count))
    }

    // MARK: - The end

    /// Asks every running attempt to stop, insists after ten seconds or at a second Ctrl-C, and waits until they are gone.
    private mutating func stopAll(_ signals: inout SignalWait) throws {
        guard !attempts.isEmpty else { return }
        report(.stopping(running: attempts.count))
        for attempt in attempts {
            try attempt.signal(SIGTERM)
        }
        let deadline = Timestamp.now() + 10
        var insists = false
        while !attempts.isEmpty {
            let event = signals.next(milliseconds: 100)
            if !insists, event == .stop || Timestamp.now() > deadline {
                insists = true
                for attempt in attempts {
                    try attempt.signal(SIGKILL)
                }
            }
            try collect()
        }
    }

    private func summarised() -> SubmissionSummary {
        var summary = summary
        summary.finished = schedule.count { $0 == .finished }
        summary.failed = schedule.count { $0 == .failed } - cancelled
        let rest = jobs.count - summary.finished - summary.failed
        if summary.wasInterrupted {
            summary.stopped = rest
        } else {
            summary.stopped = cancelled
            summary.blocked = rest - cancelled
        }
        return summary
    }
}
