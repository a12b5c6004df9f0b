public import Slurm
public import Sweep

/// The cluster's working folder cannot be used.
public struct FarSideError: Error, CustomStringConvertible {
    private let cluster: String
    private let root: Placed<String>
    private let problem: FileProblem

    init(_ cluster: String, _ root: Placed<String>, _ reply: CommandReply) {
        self.cluster = cluster
        self.root = root
        problem = FileProblem(reply.errorText)
    }

    /// The profile's line, what happened, and what to do.
    public var description: String {
        "\(root.location): error: the root '\(root.value)' of \(cluster) cannot be used: \(problem)"
    }
}

/// Slurm refused a job for a reason that does not pass by itself.
public struct RefusedSubmission: Error, CustomStringConvertible {
    /// Why.
    public let refusal: SubmissionRefusal
    /// Where what was refused is written; nil when no line can be blamed.
    public let location: SourceLocation?
    private let runs: Int

    init(_ refusal: SubmissionRefusal, site: SlurmSite, runs: Int) {
        self.refusal = refusal
        self.runs = runs
        location = Self.options(of: refusal.cause).lazy.compactMap { site.place(of: $0) }.first
    }

    private static func options(of cause: SubmissionRefusal.Cause) -> [String] {
        switch cause {
        case .partition: ["partition"]
        case .account: ["account", "partition"]
        case .qos: ["qos"]
        case .gres: ["gres"]
        case .feature: ["constraint"]
        case .nodeName: ["nodelist", "exclude"]
        case .nodeConfiguration: ["gres", "cpus-per-task", "mem", "nodes", "constraint"]
        case .nodeCount: ["nodes", "ntasks-per-node"]
        case .memory: ["mem", "mem-per-cpu"]
        case .timeLimit: ["time"]
        case .arraySize: ["array"]
        case .reservation: ["reservation"]
        case .permission: ["partition", "account", "qos"]
        case .submitLimit, .dependency, .script, .scriptSize, .option, .controllerDown, .commandMissing, .folder,
            .unreachable, .other:
            []
        }
    }

    /// The profile's line, Slurm's words, and what to do.
    public var description: String {
        let place = location.map { "\($0): " } ?? ""
        return "\(place)error: \(refusal). None of these \(runs) runs was submitted."
    }
}

extension SlurmSite {
    /// Where an option of `sbatch`, or `array` for the limit of arrays, is set.
    fileprivate func place(of option: String) -> SourceLocation? {
        option == "array" ? limits.array?.location : defaults.place(of: option)
    }
}
