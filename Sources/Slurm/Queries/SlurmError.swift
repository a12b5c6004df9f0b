/// A question that Slurm did not answer.
///
/// Nothing follows from it about any job.
public struct SlurmError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The usual causes.
    public enum Cause: String, Sendable {
        case controllerDown, controllerSlow, accountingDown, accountingDisabled, commandMissing, unknownJob, other
    }

    /// The machine that was asked.
    public let host: String
    /// The command that was run there.
    public let command: String
    /// The cause.
    public let cause: Cause
    /// Slurm's own words, on one line.
    public let message: String

    init(host: String, command: String, reply: CommandReply) {
        self.host = host
        self.command = command
        let text = reply.errorText.isEmpty ? reply.outputText : reply.errorText
        message = text.split(whereSeparator: \.isNewline).joined(separator: "; ")
        let phrases: [(String, Cause)] = [
            ("accounting storage is disabled", .accountingDisabled),
            ("Problem talking to the database", .accountingDown),
            ("slurm_persist_conn_open", .accountingDown), ("Unable to contact slurm controller", .controllerDown),
            ("Socket timed out", .controllerSlow), ("Zero Bytes were transmitted", .controllerSlow),
            ("Invalid job id specified", .unknownJob), ("not found", .commandMissing),
        ]
        let known = phrases.first { text.contains($0.0) }?.1
        cause = known ?? (reply.code == 127 ? .commandMissing : .other)
    }

    /// What was asked, what Slurm said, and what to do.
    public var description: String {
        "\(host): `\(command)` did not answer: \(message.isEmpty ? "no word" : message). \(advice)"
    }

    private var advice: String {
        switch cause {
        case .controllerDown: "Slurm's controller is down or restarting; jobs run on meanwhile"
        case .controllerSlow: "Slurm's controller is overloaded; ask again in a minute"
        case .accountingDown: "Slurm's accounting is down; its records appear when it is back"
        case .accountingDisabled: "This cluster keeps no accounts; jobs are known by their own records"
        case .commandMissing: "Name a login node as `host`, or set PATH in ~/.bashrc there"
        case .unknownJob: "Slurm has forgotten the job, or never had it"
        case .other: "The last known state is kept"
        }
    }
}
