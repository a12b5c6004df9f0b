public import Slurm
public import Sweep

extension BatchOptions {
    /// What a cluster's profile asks of Slurm for every job.
    public init(_ defaults: JobDefaults) {
        self.init()
        account = defaults.account?.value
        constraint = defaults.constraint?.value
        cpusPerTask = defaults.cpusPerTask?.value
        exclude = defaults.exclude?.value
        exclusive = defaults.exclusive?.value ?? false
        gres = defaults.gres?.value.map(\.description).joined(separator: ",")
        memory = defaults.memory.map { MemorySize(bytes: $0.value) }
        memoryPerCPU = defaults.memoryPerCPU.map { MemorySize(bytes: $0.value) }
        nice = defaults.nice?.value
        nodeList = defaults.nodeList?.value
        nodes = defaults.nodes?.value
        partition = defaults.partition?.value
        qos = defaults.qos?.value
        requeue = defaults.requeue?.value
        reservation = defaults.reservation?.value
        tasksPerNode = defaults.tasksPerNode?.value
        time = defaults.time.map { SlurmDuration(seconds: $0.value) }
        further = defaults.further.map { FurtherOption($0.value.name, $0.value.value) }
    }
}

extension BatchEnvironment {
    /// What is set up around each run.
    public init(_ environment: RunEnvironment) {
        self.init(
            modules: environment.modules,
            variables: environment.exports.map { Variable($0.name, $0.value) },
            setup: environment.setup.joined(separator: "\n")
        )
    }
}

extension MemorySize {
    /// So many bytes, rounded up to whole mebibytes.
    init(bytes: Int) {
        self.init(mebibytes: bytes / (1 << 20) + (bytes % (1 << 20) == 0 ? 0 : 1))
    }
}
