/// What Slurm says of a job: the words of `squeue`, `sacct` and `scontrol`, long or compact.
///
/// A word that is not known here is kept. It counts as alive: a job must never be given up because a newer Slurm
/// found a new word for waiting.
public enum SlurmState: Hashable, Sendable {
    case pending, running, suspended, completing, configuring, stageOut, requeued, requeueHold, requeueFederated
    case resizing, signaling, specialExit, stopped, updatingDatabase, expediting, poweringUp
    case completed, cancelled, failed, timeout, nodeFail, preempted, bootFail, deadline, outOfMemory, launchFailed
    case reconfigFailed, revoked
    /// A word that this code does not know.
    case unknown(String)

    /// Reads a word; what follows it, as in `CANCELLED by 1001` or `CANCELLED+`, is left out.
    public init(_ text: some StringProtocol) {
        let word = text.prefix { $0 != " " && $0 != "+" }.uppercased()
        self = Self.words[word] ?? .unknown(String(text))
    }

    private static let words: [String: SlurmState] = {
        var words: [String: SlurmState] = [:]
        for (state, long, compact) in spellings {
            words[long] = state
            words[compact] = state
        }
        return words
    }()

    private static let spellings: [(SlurmState, String, String)] = [
        (.pending, "PENDING", "PD"), (.running, "RUNNING", "R"), (.suspended, "SUSPENDED", "S"),
        (.completing, "COMPLETING", "CG"), (.configuring, "CONFIGURING", "CF"), (.stageOut, "STAGE_OUT", "SO"),
        (.requeued, "REQUEUED", "RQ"), (.requeueHold, "REQUEUE_HOLD", "RH"), (.requeueFederated, "REQUEUE_FED", "RF"),
        (.resizing, "RESIZING", "RS"), (.signaling, "SIGNALING", "SI"), (.specialExit, "SPECIAL_EXIT", "SE"),
        (.stopped, "STOPPED", "ST"), (.updatingDatabase, "UPDATE_DB", "UD"), (.expediting, "EXPEDITING", "EX"),
        (.poweringUp, "POWER_UP_NODE", "PU"), (.completed, "COMPLETED", "CD"), (.cancelled, "CANCELLED", "CA"),
        (.failed, "FAILED", "F"), (.timeout, "TIMEOUT", "TO"), (.nodeFail, "NODE_FAIL", "NF"),
        (.preempted, "PREEMPTED", "PR"), (.bootFail, "BOOT_FAIL", "BF"), (.deadline, "DEADLINE", "DL"),
        (.outOfMemory, "OUT_OF_MEMORY", "OOM"), (.launchFailed, "LAUNCH_FAILED", "LF"),
        (.reconfigFailed, "RECONFIG_FAIL", "RCF"), (.revoked, "REVOKED", "RV"),
        // `squeue` abbreviates OUT_OF_MEMORY to two letters.
        (.outOfMemory, "OUT_OF_ME", "OO"),
    ]

    /// Whether this run of the job is over; false for a word that is not known.
    public var isFinal: Bool {
        switch self {
        case .completed, .cancelled, .failed, .timeout, .nodeFail, .preempted, .bootFail, .deadline, .outOfMemory,
            .launchFailed, .reconfigFailed, .revoked:
            true
        default: false
        }
    }

    /// Whether the job waits, runs, or is in between.
    public var isAlive: Bool { !isFinal }

    /// Whether the job's processes may exist on a node.
    ///
    /// After `nodeFail` they may too, whatever Slurm says: the node went silent, it did not necessarily stop.
    public var mayHaveProcesses: Bool {
        switch self {
        case .pending, .configuring, .requeueHold, .specialExit, .poweringUp: false
        case .nodeFail, .unknown: true
        default: isAlive
        }
    }

    /// The long word.
    public var word: String {
        if case .unknown(let word) = self { return word }
        return Self.spellings.first { $0.0 == self }?.1 ?? ""
    }
}
