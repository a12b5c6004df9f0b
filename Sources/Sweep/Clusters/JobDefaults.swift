/// What every job of a cluster asks Slurm for, unless the spec asks for something else; what is nil is left to Slurm.
public struct JobDefaults: Hashable, Sendable {
    /// The account that pays.
    public var account: Placed<String>?
    /// Features that the nodes must have.
    public var constraint: Placed<String>?
    /// Processor cores a task.
    public var cpusPerTask: Placed<Int>?
    /// Nodes that must not be used, as a Slurm node list.
    public var exclude: Placed<String>?
    /// Whether no other job may run on the nodes.
    public var exclusive: Placed<Bool>?
    /// Generic resources a node.
    public var gres: Placed<[GenericResource]>?
    /// Bytes of memory a node; 0 means all of it.
    public var memory: Placed<Int>?
    /// Bytes of memory a processor core.
    public var memoryPerCPU: Placed<Int>?
    /// Lowers the priority.
    public var nice: Placed<Int>?
    /// Which nodes, as a Slurm node list.
    public var nodeList: Placed<String>?
    /// How many nodes.
    public var nodes: Placed<Int>?
    /// The partition, or several with commas.
    public var partition: Placed<String>?
    /// The quality of service.
    public var qos: Placed<String>?
    /// Whether Slurm may start a job again after a node failure or preemption.
    public var requeue: Placed<Bool>?
    /// The reservation to run in.
    public var reservation: Placed<String>?
    /// Tasks a node.
    public var tasksPerNode: Placed<Int>?
    /// Seconds until Slurm ends a job.
    public var time: Placed<Int>?
    /// Options of `sbatch` that have no name here, in the file's order.
    public var further: [Placed<FurtherOption>] = []

    /// An option of `sbatch` that has no name here.
    public struct FurtherOption: Hashable, Sendable {
        /// The name without dashes, such as `licenses`.
        public let name: String
        /// The value; nil for an option without one.
        public let value: String?

        /// An option, with or without a value.
        public init(_ name: String, _ value: String?) {
            self.name = name
            self.value = value
        }
    }

    /// No wishes at all.
    public init() {}

    /// Where the option of that name of `sbatch` is set; nil when it is not.
    public func place(of option: String) -> SourceLocation? {
        switch option {
        case "account": account?.location
        case "constraint": constraint?.location
        case "cpus-per-task": cpusPerTask?.location
        case "exclude": exclude?.location
        case "exclusive": exclusive?.location
        case "gres": gres?.location
        case "mem": memory?.location
        case "mem-per-cpu": memoryPerCPU?.location
        case "nice": nice?.location
        case "nodelist": nodeList?.location
        case "nodes": nodes?.location
        case "partition": partition?.location
        case "qos": qos?.location
        case "requeue": requeue?.location
        case "reservation": reservation?.location
        case "ntasks-per-node": tasksPerNode?.location
        case "time": time?.location
        default: further.first { $0.value.name == option }?.location
        }
    }
}
