/// The decision to hand some runs to a cluster in one batch job, recorded before anything is sent.
public struct SubmissionIntent: Hashable, Sendable {
    /// One run of the job.
    public struct Member: Hashable, Sendable {
        /// The run.
        public let run: RunIntent
        /// The number of its task; nil for a job that is no array.
        public let task: Int?

        /// A run and its task.
        public init(run: RunIntent, task: Int?) {
            self.run = run
            self.task = task
        }
    }

    /// What the job carries in its comment, and its folder on the cluster is named after.
    public let token: String
    /// The cluster.
    public let cluster: String
    /// The sweep's name.
    public let sweep: String
    /// The job's name over there.
    public let name: String
    /// Its runs, in the order of its tasks.
    public let members: [Member]
    /// The GPUs on all nodes that each task asks for; nil where that is the cluster's to decide.
    public let gpus: Int?

    /// A batch job to be recorded.
    public init(token: String, cluster: String, sweep: String, name: String, members: [Member], gpus: Int? = nil) {
        self.token = token
        self.cluster = cluster
        self.sweep = sweep
        self.name = name
        self.members = members
        self.gpus = gpus
    }
}
