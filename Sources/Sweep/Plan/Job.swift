/// One stage of one or more trials: what is submitted once and run once.
public struct Job: Sendable {
    /// What it is known by: configuration, code, commands and the jobs before it.
    public let key: TrialKey
    /// The stage's name.
    public let stage: String
    /// What is run, in order; see `Stage.commands`.
    public let commands: [String]
    /// What the stage sees of the configuration, which is also all that it is given.
    public let configuration: Configuration
    /// What it asks for.
    public let resources: JobResources
    /// The jobs that must have finished.
    public let needs: [TrialKey]
    /// The numbers of the trials that it belongs to, ascending.
    public internal(set) var trials: [Int]
    /// Whether it was among the finished keys that the plan was given.
    public let isDone: Bool
}
