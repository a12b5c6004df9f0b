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
        /// It can never start: a job that it needs has no result.
        case blocked(by: String)
    }

    private let jobs: [Job]
    private var statuses: [String: Status]

    /// A schedule in which the jobs of `finished` are done already and those of `running` are on their way.
    ///
    /// - Precondition: each key that a job needs is the key of an earlier job.
    public init(jobs: [Job], finished: Set<String> = [], running: Set<String> = []) {
        self.jobs = jobs
        statuses = [:]
        for job in jobs {
            precondition(job.needs.allSatisfy { statuses[$0] != nil }, "\(job.key) needs a job that comes after it")
            let started: Status = running.contains(job.key) ? .running : .waiting
            statuses[job.key] = finished.contains(job.key) ? .finished : started
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
        precondition(statuses[key] == .running, "\(key) ended without running")
        statuses[key] = succeeded ? .finished : .failed
        guard !succeeded else { return }
        // Jobs stand after those they need, so one pass reaches everything downstream.
        for job in jobs where statuses[job.key] == .waiting {
            if let culprit = job.needs.first(where: { isDead($0) }) {
                statuses[job.key] = .blocked(by: culprit)
            }
        }
    }

    private func isDead(_ key: String) -> Bool {
        switch statuses[key] {
        case .failed, .blocked: true
        case .waiting, .running, .finished, nil: false
        }
    }

    private func nextReady() -> String? {
        jobs.first { job in
            statuses[job.key] == .waiting && job.needs.allSatisfy { statuses[$0] == .finished }
        }?
        .key
    }
}
