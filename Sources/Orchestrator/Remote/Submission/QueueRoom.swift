import RunLog
import Slurm
import Sweep
import Tracker

/// How many tasks may be handed over at a time: by the profile's limit, and by what Slurm refused.
struct QueueRoom {
    /// The most tasks that were not refused last; nil while nothing was refused.
    private var burst: Int?
    /// Whether something smaller is worth trying before any time passes.
    private(set) var triesAtOnce = false

    /// How many tasks may be handed over now; nil for any number.
    ///
    /// - Throws: `StoreError`.
    func tasks(_ store: Store, _ connection: ClusterConnection) throws -> Int? {
        guard let limit = connection.site.limits.queued?.value else { return burst }
        let free = max(0, limit - (try queued(store, connection)))
        return min(free, burst ?? free)
    }

    /// How many tasks of all sweeps are on their way on the cluster, as far as this lab knows.
    ///
    /// - Throws: `StoreError`.
    func queued(_ store: Store, _ connection: ClusterConnection) throws -> Int {
        let alive = try store.clusterRuns(cluster: connection.name)
            .filter { run in
                !run.state.isFinal && run.state != .created
            }
        return Set(alive.map { "\($0.submission.token) \($0.task ?? 0)" }).count
    }

    /// Slurm took so many tasks.
    mutating func took(_ tasks: Int) {
        if let size = burst { burst = max(size, tasks * 2) }
        triesAtOnce = burst != nil
    }

    /// Slurm refused so many tasks: half of them may fit, if it was for their number.
    mutating func refused(_ tasks: Int, isLimit: Bool) {
        triesAtOnce = isLimit && tasks > 1
        if isLimit { burst = max(1, tasks / 2) }
    }
}
