/// What a batch job asks of Slurm; whatever is nil is left to the cluster.
public struct BatchOptions: Hashable, Sendable {
    /// The account that pays.
    public var account: String?
    /// The array's task numbers; nil for a single job.
    public var array: ArrayIndices?
    /// Free text kept with the job and shown by `squeue` and `sacct`.
    public var comment: String?
    /// Features that the nodes must have.
    public var constraint: String?
    /// Processor cores a task.
    public var cpusPerTask: Int?
    /// Jobs that must have started or ended before.
    public var dependencies: [JobDependency] = []
    /// File of the standard errors; the output's when nil.
    public var errors: String?
    /// Nodes that must not be used, as a Slurm node list.
    public var exclude: String?
    /// Whether no other job may run on the nodes.
    public var exclusive = false
    /// Generic resources a node, such as `gpu:a100:8`.
    public var gres: String?
    /// Whether the job waits until it is released.
    public var hold = false
    /// The name; `squeue -n` finds the job by it.
    public var jobName: String?
    /// Whether Slurm cancels the job when a dependency can never be met, instead of keeping it for ever.
    public var cancelWhenDependencyFails = true
    /// Memory a node.
    public var memory: MemorySize?
    /// Memory a processor core.
    public var memoryPerCPU: MemorySize?
    /// Lowers the priority.
    public var nice: Int?
    /// How many nodes.
    public var nodes: Int?
    /// Which nodes, as a Slurm node list.
    public var nodeList: String?
    /// Tasks a node.
    public var tasksPerNode: Int?
    /// Whether a requeued job adds to its output files instead of starting them anew.
    public var appendsOutput = true
    /// File of the standard output; `%j` is the job's number, `%A` and `%a` the array's and the task's.
    public var output: String?
    /// The partition.
    public var partition: String?
    /// The quality of service.
    public var qos: String?
    /// Whether Slurm may start the job again after a node failure or preemption; nil for the cluster's own rule.
    public var requeue: Bool?
    /// The reservation to run in.
    public var reservation: String?
    /// A signal sent some time before the time limit.
    public var signal: BatchSignal?
    /// The time limit, of which Slurm makes whole minutes, rounded up.
    public var time: SlurmDuration?
    /// The working folder.
    public var workingFolder: String?
    /// Options that this type has no name for, written as given.
    public var further: [FurtherOption] = []

    /// An option of `sbatch` that this type has no name for.
    public struct FurtherOption: Hashable, Sendable {
        /// The name without dashes, such as `licenses`.
        public let name: String
        /// The value; nil for an option without one.
        public let value: String?

        /// An option, with or without a value.
        public init(_ name: String, _ value: String? = nil) {
            self.name = name
            self.value = value
        }
    }

    /// No wishes at all.
    public init() {}
}
