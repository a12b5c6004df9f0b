import Expressions
public import Slurm
public import Sweep

/// A job that a cluster refused, with the line of the spec or of the profile that asked for what it does not give.
public struct RefusedJob: Error, Hashable, Sendable, CustomStringConvertible {
    /// What Slurm said.
    public let refusal: SubmissionRefusal
    /// The cluster's name.
    public let cluster: String
    /// The line that asked for it; the profile's first one when no other can be blamed.
    public let location: SourceLocation
    /// What was probably meant, where the cluster told what it has.
    public let suggestion: String?

    /// Finds the line to blame.
    ///
    /// - Parameters:
    ///   - refusal: What Slurm said.
    ///   - cluster: The profile under which the job was submitted.
    ///   - request: What the spec asked for; it is stronger than the profile where both ask.
    ///   - capabilities: What is known of the cluster, for a suggestion.
    public init(
        _ refusal: SubmissionRefusal,
        cluster: ClusterProfile,
        request: ResourceRequest = ResourceRequest(),
        capabilities: Capabilities? = nil
    ) {
        self.refusal = refusal
        self.cluster = cluster.name.value
        let defaults = cluster.slurm?.defaults ?? JobDefaults()
        let suspects = Self.suspects(refusal, cluster, defaults, request)
        location = suspects.compactMap(\.self).first ?? cluster.name.location
        suggestion =
            refusal.cause == .partition
            ? defaults.partition.flatMap { capabilities?.nearestPartition(to: $0.value) } : nil
    }

    /// Whether the same job may be accepted later.
    public var isTemporary: Bool { refusal.isTemporary }

    /// The refusal as a message with its place.
    public var diagnostic: Diagnostic {
        Diagnostic(
            .error,
            at: location,
            "\(cluster) refused the job: \(refusal.message)",
            suggestion: suggestion,
            advice: refusal.advice.hasSuffix(".") ? refusal.advice : refusal.advice + "."
        )
    }

    /// The diagnostic on one line, such as `clusters.yaml:7:18: error: a100 refused the job: …`.
    public var description: String { diagnostic.description }

    /// The lines that may have asked for it, the likeliest first.
    private static func suspects(
        _ refusal: SubmissionRefusal,
        _ cluster: ClusterProfile,
        _ defaults: JobDefaults,
        _ request: ResourceRequest
    ) -> [SourceLocation?] {
        let place = defaults.place
        let nodes = request.nodes?.location ?? place("nodes")
        let gres = request.gpus?.location ?? place("gres")
        let memory = request.memory?.location ?? place("mem") ?? place("mem-per-cpu")
        let cores = request.cpus?.location ?? place("cpus-per-task")
        switch refusal.cause {
        case .partition: return [place("partition")]
        case .account: return [place("account"), place("partition")]
        case .qos: return [place("qos")]
        case .gres: return [gres]
        case .feature: return [place("constraint")]
        case .nodeName: return [place("nodelist"), place("exclude")]
        case .nodeConfiguration: return [gres, memory, cores, nodes, place("constraint"), place("partition")]
        case .nodeCount: return [nodes, cores]
        case .memory: return [memory]
        case .timeLimit: return [request.time?.location ?? place("time"), place("partition")]
        case .arraySize: return [cluster.slurm?.limits.array?.location]
        case .submitLimit: return [cluster.slurm?.limits.queued?.location, place("qos"), place("account")]
        case .reservation: return [place("reservation")]
        case .permission: return [place("partition"), place("account")]
        case .option: return [defaults.further.first { refusal.message.contains($0.value.name) }?.location]
        case .folder: return [cluster.slurm?.root.location]
        case .commandMissing, .unreachable: return [cluster.slurm?.host?.location]
        case .dependency, .script, .scriptSize, .controllerDown, .other: return []
        }
    }
}

extension Capabilities {
    /// The partition whose name is nearest to another; nil when none is near.
    func nearestPartition(to name: String) -> String? {
        Spelling.nearest(to: name, among: partitionNames)
    }

    /// The names of the partitions, in the cluster's order.
    var partitionNames: [String] {
        var seen: Set<String> = []
        return partitions.map(\.name).filter { seen.insert($0).inserted }
    }
}
