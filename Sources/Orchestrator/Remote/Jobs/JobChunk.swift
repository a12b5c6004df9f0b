import Hashing
import Slurm

/// Jobs that are handed to Slurm together, because they ask for the same and run the same commands.
struct JobChunk {
    /// What each task asks for.
    let request: JobRequest
    /// What each run executes, but for its own variables.
    let command: String
    /// Its runs, in the order of its tasks; a task has `request.pack` of them.
    let jobs: [RemoteJob]
    /// How many tasks may run at a time; nil for no limit.
    let throttle: Int?
    /// The chunks and jobs that it waits for.
    let prerequisites: Prerequisites

    /// How many tasks it has.
    var tasks: Int { (jobs.count + request.pack - 1) / request.pack }

    /// The hash of its runs' tokens: a chunk of other runs, or of other attempts, has another.
    var token: String {
        SHA256.hash(jobs.map { "\($0.job.key) \($0.attempt) \($0.token)\n" }.joined()).hexadecimal
    }

    /// The number of the task that runs a job; nil for a chunk that is no array.
    func task(at index: Int) -> Int? { tasks > 1 ? index / request.pack : nil }

    /// The task numbers; nil for a chunk that is no array.
    var array: ArrayIndices? {
        guard tasks > 1, let run = ArrayIndices.Run(0, tasks - 1) else { return nil }
        return ArrayIndices([run], throttle: throttle)
    }

    /// The name under which `squeue` finds it.
    func name(sweep: String) -> String { "\(sweep).\(token.prefix(12))" }
}

/// What a chunk waits for before Slurm starts it; whether the needs have finished is checked again when a task starts.
struct Prerequisites: Hashable {
    /// Where a needed job runs.
    struct Place: Hashable {
        /// The batch job: a number that is known, or a chunk of the same plan that is submitted before.
        enum Batch: Hashable {
            case job(Int)
            case chunk(Int)
        }
        let batch: Batch
        /// The task; nil for a job that is no array.
        let task: Int?
    }

    /// The needs of each task, in order.
    let places: [[Place]]

    /// What to tell Slurm, once the numbers of earlier chunks are known.
    ///
    /// One job that all need must succeed; where task n needs task n of one array, Slurm keeps them in step; else everything
    /// has to have ended, and each task looks for itself.
    func dependencies(_ number: (Place.Batch) -> Int?) -> [JobDependency] {
        let all = Set(places.joined())
        guard let first = all.first else { return [] }
        let batches = Set(all.map(\.batch))
        let known = batches.compactMap(number).sorted()
        guard known.count == batches.count, let only = known.first else { return [] }
        if all.count == 1 {
            let part = first.task.map { SlurmJobID.Part.task($0) } ?? .whole
            return [.succeeded([SlurmJobID(only, part: part)])]
        }
        let inStep = places.enumerated().allSatisfy { index, needs in needs.count == 1 && needs[0].task == index }
        if batches.count == 1, inStep { return [.correspondingTask(SlurmJobID(only))] }
        return [.ended(known.map { SlurmJobID($0) })]
    }
}
