import Foundation
import Slurm
import Sweep
import Tracker

/// What of a sweep is to be handed to a cluster now: jobs with their attempts and requests.
struct RemotePlan {
    /// The jobs to hand over, each after those that it needs.
    private(set) var jobs: [RemoteJob] = []
    /// Where needed jobs run that were handed over before.
    private(set) var running: [String: Prerequisites.Place] = [:]
    /// The folders of results that are on the cluster already, by key.
    private(set) var results: [String: String] = [:]
    /// The counts.
    private(set) var summary = RemoteSummary()

    /// The plan for the jobs of a sweep.
    ///
    /// - Parameters:
    ///   - jobs: Each after those that it needs.
    ///   - findings: What is known of each.
    ///   - defaults: What the profile asks for.
    init(_ jobs: [LocalJob], findings: [String: RemoteSurvey.Finding], defaults: JobDefaults) {
        let wanted = Self.wanted(jobs, findings)
        var ready: Set<String> = []
        for job in jobs {
            switch findings[job.key] ?? .open(next: 1, memoryFactor: 1) {
            case .finished(let directory):
                summary.finished += 1
                results[job.key] = directory
                ready.insert(job.key)
            case .stopped: summary.stopped += 1
            case .failed: summary.failed += 1
            case .elsewhere: summary.elsewhere += 1
            case .inFlight(let place):
                summary.inFlight += 1
                guard let place else { continue }
                running[job.key] = place
                ready.insert(job.key)
            case .finishedElsewhere(let next):
                summary.finished += 1
                if wanted.contains(job.key) { add(job, next, 1, defaults, &ready) }
            case .open(let next, let factor): add(job, next, factor, defaults, &ready)
            }
        }
    }

    private mutating func add(
        _ job: LocalJob,
        _ attempt: Int,
        _ factor: Double,
        _ defaults: JobDefaults,
        _ ready: inout Set<String>
    ) {
        guard job.needs.allSatisfy({ ready.contains($0.key) }) else {
            summary.waiting += 1
            return
        }
        ready.insert(job.key)
        summary.open += 1
        jobs.append(
            RemoteJob(
                job: job,
                attempt: attempt,
                token: UUID().uuidString,
                request: JobRequest(job.resources, defaults: defaults, memoryFactor: factor)
            )
        )
    }

    /// The keys that jobs which are to run need, directly or not.
    private static func wanted(_ jobs: [LocalJob], _ findings: [String: RemoteSurvey.Finding]) -> Set<String> {
        var wanted: Set<String> = []
        for job in jobs.reversed() {
            switch findings[job.key] {
            case .open, nil: wanted.formUnion(job.needs.map(\.key))
            case .finishedElsewhere where wanted.contains(job.key): wanted.formUnion(job.needs.map(\.key))
            default: break
            }
        }
        return wanted
    }

    /// Keeps as many jobs from the beginning as fit into so many tasks; the others wait.
    mutating func limit(tasks: Int?) {
        guard let tasks else { return }
        var room = Double(tasks)
        let fitting = jobs.prefix { job in
            room -= 1 / Double(job.request.pack)
            return room > -1e-9
        }
        summary.postponed += jobs.count - fitting.count
        jobs = Array(fitting)
    }
}
