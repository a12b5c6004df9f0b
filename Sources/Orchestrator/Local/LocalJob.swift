public import RunLog
public import Sweep

/// One job of a plan, resolved for this machine: what to run, under which name, after what.
public struct LocalJob: Sendable {
    /// The hash that names its result.
    public let key: String
    /// The stage of the sweep it belongs to.
    public let stage: String
    /// The trial it is for, from 1; nil when several trials share it.
    public let trial: Int?
    /// What a person calls it, such as `trial 3 (depth 2, rank 8)`.
    public let title: String
    /// The jobs whose results it needs.
    public let needs: [Need]
    /// Programs and their arguments, run one after another; see ``CommandScript``.
    public let commands: [[String]]
    /// The folder in which they run.
    public let folder: String
    /// Its resolved configuration.
    public let configuration: JSONValue
    /// What is set up before the commands run.
    public let environment: RunEnvironment
    /// What it asks a cluster for; this machine is asked for nothing.
    public let resources: JobResources

    /// A job whose result another one starts from.
    public struct Need: Sendable {
        /// The stage's name, which the environment variable `NEEDS_<STAGE>` is named after.
        public let stage: String
        /// The key of the job.
        public let key: String

        /// The result of a stage.
        public init(stage: String, key: String) {
            self.stage = stage
            self.key = key
        }
    }

    /// A job; its needs must stand before it in the plan.
    public init(
        key: String,
        stage: String,
        trial: Int?,
        title: String,
        needs: [Need],
        commands: [[String]],
        folder: String,
        configuration: JSONValue,
        environment: RunEnvironment,
        resources: JobResources = JobResources()
    ) {
        self.key = key
        self.stage = stage
        self.trial = trial
        self.title = title
        self.needs = needs
        self.commands = commands
        self.folder = folder
        self.configuration = configuration
        self.environment = environment
        self.resources = resources
    }
}
