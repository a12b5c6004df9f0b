/// One question to Slurm: what was asked of whom, and how long the answer took.
public struct SlurmCall: Hashable, Sendable {
    /// The commands that trouble Slurm.
    public enum Command: String, Sendable {
        case sbatch, squeue, sacct, scancel, scontrol, sinfo
    }

    /// The command.
    public let command: Command
    /// How long the answer took.
    public let duration: Duration
    /// Whether it came.
    public let succeeded: Bool
}
