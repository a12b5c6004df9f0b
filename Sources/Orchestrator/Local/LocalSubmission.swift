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
    let store: Store
    let ingester: Ingester
    private let host: Machine
    private let sweep: String
    private var jobs: [LocalJob] = []
    let slots: Int
    private let environment: [String: String]
    private let bootstrap: String
    private let report: (SubmissionEvent) -> Void

    private let initialJobs: [LocalJob]
    var adaptive: AdaptiveTrials?
    var stopping: StoppingWatch?
    var schedule = Schedule(jobs: [])
    var attempts: [Attempt] = []
    private var nextAttempt: [String: Int] = [:]
    private var summary = SubmissionSummary()
    private var cancelled = 0
    private(set) var byKey: [String: LocalJob] = [:]
    private var lastIngest = -Double.infinity
    /// Found out when the first job starts; the code is taken to stay as it is while a submission runs.
    private var capture: CaptureRecord?

    /// A submission of some jobs to this machine.
    ///
    /// - Parameters:
    ///   - lab: Where everything is kept.
    ///   - store: The lab's store.
    ///   - ingester: Brings what the trials write into the store while they run.
    ///   - host: This machine.
    ///   - sweep: The sweep's name.
    ///   - jobs: In an order in which each stands after those it needs.
    ///   - adaptive: Where further jobs come from while these run; nil when these are all.
    ///   - stopping: What ends runs before their time; nil when nothing does.
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
        adaptive: AdaptiveTrials? = nil,
        stopping: StoppingWatch? = nil,
        slots: Int,
        environment: [String: String],
        report: @escaping (SubmissionEvent) -> Void
    ) {
        self.lab = lab
        self.store = store
        self.ingester = ingester
        self.host = host
        self.sweep = sweep
        initialJobs = jobs
        self.adaptive = adaptive
        self.stopping = stopping
        self.slots = slots
        self.environment = environment
        bootstrap = Bootstrap.path(in: lab)
        self.report = report
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
        let count = try admit(initialJobs)
        summary.finishedBefore = count.finished
        let new = jobs.count - count.finished - count.alive - count.ended
        report(.surveyed(finished: count.finished, alive: count.alive, ended: count.ended, new: new))
    }

    /// Takes jobs in that are not known yet, with what earlier submissions left of them.
    mutating func admit(_ candidates: [LocalJob]) throws -> (finished: Int, alive: Int, ended: Int) {
        var known = Set(byKey.keys)
        let added = candidates.filter { known.insert($0.key).inserted }
        let findings = try Survey(lab: lab, store: store, host: host).findings(of: added.map(\.key))
        var finished: Set<String> = []
        var stopped: Set<String> = []
        var alive: [(key: String, run: Run)] = []
        var ended = 0
        for job in added {
            byKey[job.key] = job
            switch findings[job.key] ?? .new {
            case .finished: finished.insert(job.key)
            case .stopped: stopped.insert(job.key)
            case .alive(let run): alive.append((job.key, run))
            case .ended(let next):
                nextAttempt[job.key] = next
                ended += 1
            case .new: break
            }
        }
        jobs += added
        schedule.add(
            added.map { Schedule.Job(key: $0.key, needs: $0.needs.map(\.key)) },
            finished: finished,
            stopped: stopped,
            running: Set(alive.map(\.key))
        )
        try stopping?.recall(Array(findings.keys))
        for (key, run) in alive {
            try adopt(key, run)
        }
        return (finished.count + stopped.count, alive.count, ended)
    }

    private mutating func adopt(_ key: String, _ run: Run) throws {
        guard let job = byKey[key] else { return }
        let since = run.startedAt ?? run.createdAt
        var attempt = Attempt(
            job: job,
            number: run.attempt,
            run: run.id,
            directory: lab.runDirectory(run.directory),
            startedAt: since.timeIntervalSince1970
        )
        // The submission that wrote the record may have died before it sent the signal.
        if try StopRecord.read(from: attempt.directory) != nil { try attempt.stopEarly() }
        attempts.append(attempt)
        report(.started(title: job.title, attempt: run.attempt, adopted: true))
    }

    // MARK: - The loop

    private mutating func loop(_ signals: inout SignalWait) throws {
        while true {
            try fill()
            if schedule.isOver { return }
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

    mutating func start(_ job: LocalJob) throws {
        let capture = self.capture ?? .ofSubmission(folder: job.folder)
        self.capture = capture
        let launch = Launch(
            lab: lab,
            store: store,
            sweep: sweep,
            bootstrap: bootstrap,
            environment: environment,
            capture: capture
        )
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
        switch outcome {
        case .stoppedEarly: schedule.stop(attempt.job.key)
        case .finished, .failed, .cancelled: schedule.end(attempt.job.key, succeeded: outcome == .finished)
        }
        if outcome == .cancelled || (summary.wasInterrupted && isFailure(outcome)) { cancelled += 1 }
        var tail: [String] = []
        if outcome != .finished {
            _ = Ghosts.kill(of: attempt.directory.path)
        }
        if isFailure(outcome) { tail = LogTail(of: attempt.directory, lines: 8).lines }
        try ingestAll()
        try stopping?.end(attempt.run, key: attempt.job.key, isFinished: outcome == .finished)
        let seconds = Timestamp.now() - attempt.startedAt
        report(.ended(title: attempt.job.title, outcome: outcome, seconds: seconds, logTail: tail))
    }

    private func isFailure(_ outcome: RunOutcome) -> Bool {
        switch outcome {
        case .finished, .stoppedEarly: false
        case .failed, .cancelled: true
        }
    }

    private mutating func ingestIfDue() throws {
        guard Timestamp.now() - lastIngest >= 1 else { return }
        _ = try ingester.ingest()
        try stopEarly()
        lastIngest = Timestamp.now()
    }

    private func reportProgress() throws {
        let done = schedule.count { $0 == .finished || $0 == .failed || $0 == .stopped }
        let parts = try attempts.map { try $0.fraction() }.reduce(0, +)
        let total = jobs.count + (adaptive?.remaining ?? 0)
        report(.progress(done: Double(done) + parts, total: total, running: attempts.count))
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
        summary.stoppedEarly = schedule.count { $0 == .stopped }
        let rest = jobs.count - summary.finished - summary.failed - summary.stoppedEarly
        if summary.wasInterrupted {
            summary.stopped = rest
        } else {
            summary.stopped = cancelled
            summary.blocked = rest - cancelled
        }
        return summary
    }
}
