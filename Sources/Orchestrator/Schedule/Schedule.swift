/// Which job may start next: a pure state machine over the jobs of a plan and what became of them.
public struct Schedule: Sendable {
    /// A job as the schedule sees it: its key and the keys of the jobs whose results it needs.
    public struct Job: Sendable {
        let key: String
        let needs: [String]

        /// A job that may start once all of `needs` have finished.
        public init(key: String, needs: [String]) {
            self.key = key
            self.needs = needs
        }
    }

    /// What has become of a job.
    public enum Status: Equatable, Sendable {
        /// Not started; some of what it needs may not be finished yet.
        case waiting
        /// Started, or found running.
        case running
        /// Done, in this submission or before it.
        case finished
        /// Ended without a result.
        case failed
        /// Ended early on purpose, or needs one that was: no failure, and not to be run again.
        case stopped
        /// It can never start: a job that it needs has no result.
        case blocked(by: String)
    }

    private var jobs: [Job] = []
    private var statuses: [String: Status] = [:]

    /// A schedule in which the jobs of `finished` are done already, those of `stopped` were ended on purpose and those
    /// of `running` are on their way.
    ///
    /// - Precondition: each key that a job needs is the key of an earlier job.
    public init(
        jobs: [Job],
        finished: Set<String> = [],
        stopped: Set<String> = [],
        running: Set<String> = []
    ) {
        add(jobs, finished: finished, stopped: stopped, running: running)
    }

    /// Adds jobs after those that are there; a key that is there already stays as it is.
    ///
    /// - Precondition: as for the initialiser.
    public mutating func add(
        _ added: [Job],
        finished: Set<String> = [],
        stopped: Set<String> = [],
        running: Set<String> = []
    ) {
        for job in added where statuses[job.key] == nil {
            precondition(job.needs.allSatisfy { statuses[$0] != nil }, "\(job.key) needs a job that comes after it")
            jobs.append(job)
            if finished.contains(job.key) {
                statuses[job.key] = .finished
            } else if stopped.contains(job.key) {
                statuses[job.key] = .stopped
            } else if running.contains(job.key) {
                statuses[job.key] = .running
            } else {
                statuses[job.key] = fate(of: job) ?? .waiting
            }
        }
    }

    /// What has become of the job; nil when the plan has none of that key.
    public func status(of key: String) -> Status? {
        statuses[key]
    }

    /// How many jobs have this status, blocked ones whatever blocks them.
    public func count(where isCounted: (Status) -> Bool) -> Int {
        statuses.values.count(where: isCounted)
    }

    /// Whether nothing runs and nothing can start any more.
    public var isOver: Bool {
        statuses.values.allSatisfy { $0 != .running } && nextReady() == nil
    }

    /// Marks the first job that may start as running and returns its key; nil when none may.
    public mutating func start() -> String? {
        guard let key = nextReady() else { return nil }
        statuses[key] = .running
        return key
    }

    /// Records the end of a running job, and that those who need a failed one can never start.
    public mutating func end(_ key: String, succeeded: Bool) {
        settle(key, as: succeeded ? .finished : .failed)
    }

    /// Records that a running job was ended early on purpose, and that those who need it will not run either.
    public mutating func stop(_ key: String) {
        settle(key, as: .stopped)
    }

    private mutating func settle(_ key: String, as status: Status) {
        precondition(statuses[key] == .running, "\(key) ended without running")
        statuses[key] = status
        // Jobs stand after those they need, so one pass reaches everything downstream.
        for job in jobs where statuses[job.key] == .waiting {
            if let fate = fate(of: job) { statuses[job.key] = fate }
        }
    }

    /// What becomes of a waiting job because of those it needs; nil while it may still start.
    private func fate(of job: Job) -> Status? {
        for need in job.needs {
            switch statuses[need] {
            case .failed, .blocked: return .blocked(by: need)
            case .stopped: return .stopped
            case .waiting, .running, .finished, nil: continue
            }
        }
        return nil
    }

    private func nextReady() -> String? {
        jobs.first { job in
            statuses[job.key] == .waiting && job.needs.allSatisfy { statuses[$0] == .finished }
        }?
        .key
    }
}
