/// What a job asks a cluster for, as the spec writes it: values, or expressions over the configuration.
public struct ResourceRequest: Hashable, Sendable {
    /// How many nodes.
    public var nodes: Cell?
    /// How many processes on each node.
    public var tasksPerNode: Cell?
    /// How many GPUs on each node.
    public var gpus: Cell?
    /// How many CPU cores for each process.
    public var cpus: Cell?
    /// Memory: `64G`, or bytes from an expression.
    public var memory: Cell?
    /// The time limit: `4h`, `90m`, `1-12:00:00`, or seconds from an expression with `minutes()` or the like.
    public var time: Cell?
    /// How many trials share one allocation.
    public var pack: Cell?
    /// What to do when a job runs out of memory.
    public var onOutOfMemory: MemoryRetry?
    /// What to do when a job runs into its time limit.
    public var onTimeout: TimeoutRetry?

    /// Another try with more memory.
    public struct MemoryRetry: Hashable, Sendable {
        /// What the memory is multiplied by.
        public let factor: Double
        /// How many further tries.
        public let tries: Int

        /// So many further tries, each with the memory multiplied once more.
        public init(factor: Double, tries: Int) {
            self.factor = factor
            self.tries = tries
        }
    }

    /// Another try after a timeout.
    public struct TimeoutRetry: Hashable, Sendable {
        /// Whether it goes on from the last checkpoint.
        public let resumes: Bool
        /// How many further tries.
        public let tries: Int

        /// So many further tries, from the last checkpoint or from the start.
        public init(resumes: Bool, tries: Int) {
            self.resumes = resumes
            self.tries = tries
        }
    }

    /// A request for nothing in particular.
    public init() {}

    /// This request, with what it leaves open taken from another.
    func filled(from other: ResourceRequest) -> ResourceRequest {
        var result = self
        result.nodes = nodes ?? other.nodes
        result.tasksPerNode = tasksPerNode ?? other.tasksPerNode
        result.gpus = gpus ?? other.gpus
        result.cpus = cpus ?? other.cpus
        result.memory = memory ?? other.memory
        result.time = time ?? other.time
        result.pack = pack ?? other.pack
        result.onOutOfMemory = onOutOfMemory ?? other.onOutOfMemory
        result.onTimeout = onTimeout ?? other.onTimeout
        return result
    }
}
