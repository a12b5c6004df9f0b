/// One step of a trial.
public struct Stage: Hashable, Sendable {
    /// Which part of the configuration a stage reads.
    public enum View: Hashable, Sendable {
        /// Fixed values, and of the varying ones those named here or seen by a stage that it needs.
        case uses([String])
        /// Only what is named here, fixed values included; all else is left to the trainer's defaults.
        case only([String])
        /// What the stages that it needs see; everything when it needs none.
        case inherited
    }

    /// Its name; `run` for the one stage of a sweep that names none.
    public let name: String
    /// What is run, in order: a sub-command with arguments for the embedded trainer, further arguments for a command.
    public let commands: [String]
    /// The stages that must have finished.
    public let needs: [String]
    /// What it reads.
    public let view: View
    /// What it asks for; anything absent is as the sweep's own `resources` say.
    public let resources: ResourceRequest
    /// Where its name stands; nil for the stage that was not written.
    public let location: SourceLocation?
}
