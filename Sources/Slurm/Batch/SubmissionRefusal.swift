/// A submission that Slurm, or `sbatch` itself, refused.
public struct SubmissionRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// Why.
    public enum Cause: String, Sendable, CaseIterable {
        case partition, account, qos, gres, feature, nodeName, nodeConfiguration, nodeCount, memory, timeLimit
        case arraySize, submitLimit, dependency, reservation, permission, script, scriptSize, option
        case controllerDown, commandMissing, folder, unreachable, other
    }

    /// Why.
    public let cause: Cause
    /// Slurm's own words, on one line.
    public let message: String

    /// Whether the same submission may be accepted later.
    public var isTemporary: Bool { [.submitLimit, .controllerDown, .unreachable].contains(cause) }

    /// A submission from a folder that cannot be entered.
    init(noFolder words: String) {
        cause = .folder
        message = words.split(whereSeparator: \.isNewline).joined(separator: "; ")
    }

    /// A submission that never left this machine.
    init(unreachable error: TransportError) {
        cause = .unreachable
        message = error.description
    }

    /// A refusal that was foreseen, before anything was sent.
    public init(foreseen cause: Cause, _ message: String) {
        self.cause = cause
        self.message = message
    }

    /// Reads what `sbatch` wrote to its standard error; nil when the words are no clear refusal.
    public init?(errors: String, code: Int32) {
        message = errors.split(whereSeparator: \.isNewline)
            .map { $0.hasPrefix("sbatch: error: ") ? $0.dropFirst("sbatch: error: ".count) : $0 }
            .joined(separator: "; ")
        if let known = Self.phrases.first(where: { errors.containsInAnyCase($0.0) }) {
            cause = known.1
        } else if code == 127 {
            cause = .commandMissing
        } else if errors.contains("Batch job submission failed") || errors.contains("allocation failure") {
            // The controller answered, in words that are not known here.
            cause = .other
        } else {
            return nil
        }
    }

    /// In this order: the first phrase found decides, so a particular one stands before the general one that follows it.
    private static let phrases: [(String, Cause)] = [
        ("invalid partition", .partition), ("Required partition not available", .partition),
        ("Invalid account or account/partition", .account), ("Invalid qos", .qos),
        ("generic resource (gres)", .gres), ("Invalid feature", .feature), ("Invalid node name", .nodeName),
        ("Memory specification can not be satisfied", .memory),
        ("Requested node configuration is not available", .nodeConfiguration),
        ("Requested partition configuration not available", .nodeConfiguration),
        ("Node count specification invalid", .nodeCount), ("More processors requested than permitted", .nodeCount),
        ("Requested time limit is invalid", .timeLimit), ("Invalid job array specification", .arraySize),
        ("MaxSubmitJob", .submitLimit), ("Job violates accounting/QOS policy", .submitLimit),
        ("Job dependency problem", .dependency), ("reservation is invalid", .reservation),
        ("not permitted to use this", .permission), ("Access/permission denied", .permission),
        ("does not look like a batch script", .script), ("DOS line breaks", .script), ("script is empty", .script),
        ("Unable to open file", .script), ("parameter too long", .scriptSize),
        ("unrecognized option", .option), ("invalid option", .option), ("Invalid numeric value", .option),
        ("Invalid --", .option), ("Unable to contact slurm controller (connect failure)", .controllerDown),
        ("controller in standby mode", .controllerDown),
    ]

    /// Slurm's words and what to do.
    public var description: String {
        cause == .unreachable ? "the job was not sent: \(message)" : "Slurm refused the job: \(message). \(advice)"
    }

    /// What to do about it, as sentences.
    public var advice: String {
        switch cause {
        case .partition: "`sinfo -s` lists the partitions; set `partition` in the cluster's defaults"
        case .account: "`sacctmgr show assoc user=$USER format=account,partition,qos` lists yours; set `account`"
        case .qos: "`sacctmgr show assoc user=$USER format=account,qos` lists yours; set `qos`"
        case .gres: "`sinfo -o '%P %G'` lists what nodes have; write `gres` like that, such as gpu:a100:8"
        case .feature, .nodeName, .nodeConfiguration:
            "`sinfo -o '%P %D %c %m %G %f'` lists what nodes have; ask for less"
        case .memory: "`sinfo -o '%P %m'` lists the memory of nodes in MB; ask for less"
        case .nodeCount: "`sinfo -s` counts the nodes of each partition; ask for fewer, or another partition"
        case .timeLimit: "`sinfo -o '%P %l'` lists the limits; lower `time` or choose another partition"
        case .arraySize: "`scontrol show config | grep MaxArraySize` tells the limit; set `limits.array` to it"
        case .submitLimit: "You have as many jobs queued as you may; it is accepted again when some have ended"
        case .dependency: "The job it waits for is unknown to Slurm or was cancelled"
        case .reservation: "`scontrol show reservation` lists them"
        case .permission: "Ask the cluster's staff for access, or choose another partition"
        case .script: "Read the script with a dry run"
        case .scriptSize: "The script is too long: put long text into a staged file"
        case .option: "This Slurm does not know the option: remove it from the cluster's defaults"
        case .controllerDown: "Slurm's controller is down or restarting; nothing was submitted"
        case .commandMissing: "There is no `sbatch` on that machine: name a login node, or set PATH in ~/.bashrc there"
        case .folder: "Nothing was submitted. Check `root` in the cluster's profile"
        case .unreachable, .other: "Nothing was submitted"
        }
    }
}

extension String {
    /// Whether the phrase occurs, whatever its letters' case.
    fileprivate func containsInAnyCase(_ phrase: String) -> Bool { lowercased().contains(phrase.lowercased()) }
}
