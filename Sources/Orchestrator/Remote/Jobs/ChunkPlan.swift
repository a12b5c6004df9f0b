import Slurm
import Sweep

/// Cuts jobs into chunks: one for each shape of request and each command, none larger than the cluster takes.
struct ChunkPlan {
    /// What bounds a chunk.
    struct Limits: Hashable {
        /// Tasks in one array.
        var array: Int
        /// Tasks of one array that run at a time; nil for no limit.
        var running: Int?
    }

    /// The chunks, each after those that it waits for.
    private(set) var chunks: [JobChunk] = []
    private var places: [String: Prerequisites.Place]

    private struct Shape: Hashable {
        let stage: String
        let request: JobRequest
        let command: String
        /// The arrays that the needs are in, so that a task can follow its own.
        let batches: [Prerequisites.Place.Batch]
    }

    /// The chunks for some jobs.
    ///
    /// - Parameters:
    ///   - jobs: Each after those that it needs.
    ///   - running: Where needed jobs run that were submitted before, by key.
    ///   - limits: What bounds a chunk.
    ///   - command: The commands of a job, without what differs from run to run.
    init(
        _ jobs: [RemoteJob],
        running: [String: Prerequisites.Place],
        limits: Limits,
        command: (RemoteJob) -> String
    ) {
        places = running
        let stages = Dictionary(grouping: jobs, by: \.job.stage)
        for stage in Self.order(of: jobs) { add(stages[stage] ?? [], limits, command) }
    }

    /// The stages, each after those whose jobs its own need.
    ///
    /// A stage's jobs may need those of other stages, never one another; and what trial after trial comes in turn becomes
    /// one array a stage.
    private static func order(of jobs: [RemoteJob]) -> [String] {
        let stages = Dictionary(jobs.map { ($0.job.key, $0.job.stage) }) { first, _ in first }
        var needs: [String: Set<String>] = [:]
        var rest: [String] = []
        for job in jobs {
            if needs[job.job.stage] == nil { rest.append(job.job.stage) }
            needs[job.job.stage, default: []].formUnion(job.job.needs.compactMap { stages[$0.key] })
        }
        var order: [String] = []
        while let index = rest.firstIndex(where: { needs[$0, default: []].isDisjoint(with: rest) })
            ?? rest.indices.first
        {
            order.append(rest.remove(at: index))
        }
        return order
    }

    private mutating func add(_ jobs: [RemoteJob], _ limits: Limits, _ command: (RemoteJob) -> String) {
        var order: [Shape] = []
        var groups: [Shape: [RemoteJob]] = [:]
        for job in jobs {
            let shape = Shape(
                stage: job.job.stage,
                request: job.request,
                command: command(job),
                batches: job.job.needs.compactMap { places[$0.key]?.batch }
            )
            if groups[shape] == nil { order.append(shape) }
            groups[shape, default: []].append(job)
        }
        for shape in order {
            for slice in (groups[shape] ?? []).cut(into: max(1, limits.array) * shape.request.pack) {
                add(slice, shape, limits)
            }
        }
    }

    private mutating func add(_ jobs: [RemoteJob], _ shape: Shape, _ limits: Limits) {
        let needs = jobs.cut(into: shape.request.pack)
            .map { task in task.flatMap { $0.job.needs.compactMap { places[$0.key] } } }
        let chunk = JobChunk(
            request: shape.request,
            command: shape.command,
            jobs: jobs,
            throttle: limits.running,
            prerequisites: Prerequisites(places: needs)
        )
        for (index, job) in jobs.enumerated() {
            places[job.job.key] = Prerequisites.Place(batch: .chunk(chunks.count), task: chunk.task(at: index))
        }
        chunks.append(chunk)
    }
}

extension Array {
    /// The elements in order, in pieces of at most so many.
    func cut(into size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: Swift.max(1, size))
            .map { Array(self[$0..<Swift.min(count, $0 + Swift.max(1, size))]) }
    }
}
