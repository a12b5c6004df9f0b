import Slurm
import Sweep

/// What one job asks of Slurm: the profile's defaults with the spec's wishes over them.
struct JobRequest: Hashable {
    /// The options, without name, array and dependencies.
    var options: BatchOptions
    /// How many runs share one allocation.
    var pack: Int
    /// How often Slurm may start it again after the warning of its time limit.
    var requeues: Int
    /// Whether a further attempt goes on from an earlier one's checkpoints.
    var resumes: Bool

    /// The request of a job.
    ///
    /// - Parameters:
    ///   - resources: What the spec says.
    ///   - defaults: What the profile says.
    ///   - memoryFactor: What the memory is multiplied by, after attempts that ran out of it.
    init(_ resources: JobResources, defaults: JobDefaults, memoryFactor: Double = 1) {
        var options = BatchOptions(defaults)
        if let nodes = resources.nodes { options.nodes = nodes }
        if let tasks = resources.tasksPerNode { options.tasksPerNode = tasks }
        if let gpus = resources.gpus { options.gres = Self.gres(gpus, defaults.gres?.value ?? []) }
        if let cpus = resources.cpus { options.cpusPerTask = cpus }
        if let memory = resources.memory {
            options.memory = MemorySize(bytes: memory)
            options.memoryPerCPU = nil
        }
        if let time = resources.time { options.time = SlurmDuration(seconds: time) }
        if memoryFactor != 1 {
            options.memory = options.memory.map { $0 * memoryFactor }
            options.memoryPerCPU = options.memoryPerCPU.map { $0 * memoryFactor }
        }
        if resources.onTimeout != nil, let limit = options.time?.seconds {
            // Slurm may send it up to a minute early.
            options.signal = BatchSignal(.user1, secondsBefore: min(120, max(30, limit / 5)))
        }
        self.options = options
        pack = max(1, resources.pack ?? 1)
        requeues = resources.onTimeout?.tries ?? 0
        resumes = resources.onTimeout?.resumes ?? true
    }

    /// The profile's generic resources with so many GPUs; a job that wants none asks for none.
    private static func gres(_ gpus: Int, _ defaults: [GenericResource]) -> String? {
        var all = defaults
        if let index = all.firstIndex(where: { $0.name == "gpu" }) {
            all[index].count = gpus
        } else {
            all.append(GenericResource(name: "gpu", count: gpus))
        }
        let wanted = all.filter { $0.count > 0 }
        return wanted.isEmpty ? nil : wanted.map(\.description).joined(separator: ",")
    }

    /// The GPUs on all nodes that it asks for.
    var gpus: Int {
        let each =
            GenericResource.list(options.gres ?? "")?.filter { $0.name == "gpu" }.reduce(0) { $0 + $1.count } ?? 0
        return each * (options.nodes ?? 1)
    }

    /// Whether it leaves the amount of memory to the cluster.
    var asksForNoMemory: Bool { options.memory == nil && options.memoryPerCPU == nil }

    /// Whether its commands run on several nodes or as several tasks, so that `srun` must start them.
    var isParallel: Bool { (options.nodes ?? 1) > 1 || (options.tasksPerNode ?? 1) > 1 }
}

extension MemorySize {
    static func * (size: MemorySize, factor: Double) -> MemorySize {
        MemorySize(mebibytes: Int((Double(size.mebibytes) * factor).rounded(.up)))
    }
}
