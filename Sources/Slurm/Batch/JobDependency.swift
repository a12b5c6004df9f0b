/// What another job must have done before this one may start.
///
/// `sbatch` accepts `afterok` of a number that it does not know, or has forgotten, and starts the job at once (seen on
/// Slurm 22.05): whoever submits must know that the other job is still in the queue.
public enum JobDependency: Hashable, Sendable, CustomStringConvertible {
    /// All of these ended with exit code 0.
    case succeeded([SlurmJobID])
    /// All of these ended.
    case ended([SlurmJobID])
    /// All of these failed.
    case failed([SlurmJobID])
    /// Task n waits for task n of that array.
    case correspondingTask(SlurmJobID)
    /// No other job of this name and user runs.
    case alone

    /// Slurm's notation, such as `afterok:12:13`.
    public var description: String {
        switch self {
        case .succeeded(let jobs): Self.list("afterok", jobs)
        case .ended(let jobs): Self.list("afterany", jobs)
        case .failed(let jobs): Self.list("afternotok", jobs)
        case .correspondingTask(let job): Self.list("aftercorr", [job])
        case .alone: "singleton"
        }
    }

    private static func list(_ word: String, _ jobs: [SlurmJobID]) -> String {
        ([word] + jobs.map(\.description)).joined(separator: ":")
    }
}
