import Expressions
public import Slurm
public import Sweep

/// Compares what a profile asks for with what the cluster says that it has.
public struct ProfileCheck: Sendable {
    private let cluster: ClusterProfile
    private let site: SlurmSite
    private let capabilities: Capabilities
    private let associations: [Association]?

    /// A comparison; nil for a profile of this machine.
    ///
    /// - Parameters:
    ///   - cluster: The profile.
    ///   - capabilities: What the cluster says of itself.
    ///   - associations: The user's accounts; nil when nobody says.
    public init?(_ cluster: ClusterProfile, capabilities: Capabilities, associations: [Association]? = nil) {
        guard let site = cluster.slurm else { return nil }
        self.cluster = cluster
        self.site = site
        self.capabilities = capabilities
        self.associations = associations
    }

    private var defaults: JobDefaults { site.defaults }

    /// What will not work, and what will be waited for in vain.
    public var findings: [ClusterFinding] {
        [partition, time, nodes, resources, account, qos, array].compactMap(\.self)
    }

    /// The partitions that jobs go to: those named, else the cluster's own choice.
    private var meant: [PartitionEntry] {
        let names = defaults.partition?.value.split(separator: ",").map(String.init)
        return capabilities.partitions.filter { names?.contains($0.name) ?? $0.isDefault }
    }

    private var partition: ClusterFinding? {
        let all = capabilities.partitionNames
        guard !all.isEmpty else { return nil }
        guard let given = defaults.partition else {
            guard meant.isEmpty else { return nil }
            let advice = "Set 'partition' in 'defaults': there is \(all.joined(separator: ", "))."
            return ClusterFinding(
                "partition",
                .problem,
                "none is named, and the cluster has no default one",
                advice: advice,
                at: cluster.name.location
            )
        }
        let names = given.value.split(separator: ",").map(String.init)
        if let unknown = names.first(where: { !all.contains($0) }) {
            let near = Spelling.nearest(to: unknown, among: all)
            return ClusterFinding(
                "partition",
                .problem,
                "the cluster has no partition '\(unknown)'",
                advice: near == nil ? "It has \(all.joined(separator: ", "))." : nil,
                at: given.location,
                suggestion: near
            )
        }
        guard meant.contains(where: \.isUp) else {
            let advice = "Choose another one, or ask the cluster's staff."
            return ClusterFinding(
                "partition",
                .problem,
                "\(given.value) takes no jobs: it is down",
                advice: advice,
                at: given.location
            )
        }
        return nil
    }

    private var time: ClusterFinding? {
        guard let time = defaults.time, !meant.isEmpty else { return nil }
        let limits = meant.map { $0.limit ?? .unlimited }
        guard let longest = limits.max(), SlurmDuration(seconds: time.value) > longest else { return nil }
        let fate = capabilities.configuration.refusesImpossibleJobs ? "is refused" : "would wait for ever"
        return ClusterFinding(
            "time",
            .problem,
            "a job of \(SlurmDuration(seconds: time.value)) \(fate): \(names) ends jobs after \(longest)",
            advice: "Lower 'time', or choose another partition.",
            at: time.location
        )
    }

    private var nodes: ClusterFinding? {
        guard let nodes = defaults.nodes, !meant.isEmpty else { return nil }
        let count = Dictionary(grouping: meant, by: \.name).values.map { $0.reduce(0) { $0 + $1.nodeCount } }.max() ?? 0
        guard nodes.value > count else { return nil }
        return ClusterFinding(
            "nodes",
            .problem,
            "\(nodes.value) nodes are asked for, and \(names) has \(count)",
            advice: "Ask for fewer, or choose another partition.",
            at: nodes.location
        )
    }

    private var resources: ClusterFinding? {
        guard let gres = defaults.gres, !meant.isEmpty else { return nil }
        let offered = meant.flatMap { ($0.gres ?? "").split(separator: ",").compactMap { Self.resource($0) } }
        for wanted in gres.value {
            let same = offered.filter { $0.name == wanted.name && (wanted.type == nil || $0.type == wanted.type) }
            if same.contains(where: { $0.count >= wanted.count }) { continue }
            let has = Set(offered.map(\.description)).sorted()
            let near = Spelling.nearest(to: wanted.description, among: has)
            let words = has.isEmpty ? "no generic resources" : "at most \(has.joined(separator: ", ")) a node"
            return ClusterFinding(
                "gres",
                .problem,
                "\(wanted) is asked for, and \(names) has \(words)",
                advice: near == nil ? "Write 'gres' as `sinfo -o '%P %G'` prints it." : nil,
                at: gres.location,
                suggestion: near
            )
        }
        return nil
    }

    /// `gpu:a100:8(S:0-1)` says which sockets the devices are at.
    private static func resource(_ text: Substring) -> GenericResource? {
        GenericResource(String(text.prefix { $0 != "(" }))
    }

    private var account: ClusterFinding? {
        guard let associations, !associations.isEmpty else { return nil }
        let all = Array(Set(associations.map(\.account))).sorted()
        guard let given = defaults.account, !all.contains(given.value) else { return nil }
        let near = Spelling.nearest(to: given.value, among: all)
        return ClusterFinding(
            "account",
            .problem,
            "you may not use the account '\(given.value)'",
            advice: near == nil ? "You may use \(all.joined(separator: ", "))." : nil,
            at: given.location,
            suggestion: near
        )
    }

    private var qos: ClusterFinding? {
        guard let associations, let given = defaults.qos else { return nil }
        let all = Array(Set(associations.flatMap(\.qos))).sorted()
        guard !all.isEmpty, !all.contains(given.value) else { return nil }
        let near = Spelling.nearest(to: given.value, among: all)
        return ClusterFinding(
            "qos",
            .problem,
            "you may not use the quality of service '\(given.value)'",
            advice: near == nil ? "You may use \(all.joined(separator: ", "))." : nil,
            at: given.location,
            suggestion: near
        )
    }

    private var array: ClusterFinding? {
        // Slurm counts the highest number, which is one less than its MaxArraySize.
        let most = capabilities.arrayLimit - 1
        guard let array = site.limits.array, array.value > most else { return nil }
        return ClusterFinding(
            "array",
            .note,
            "an array may have \(most) tasks here, so those of \(array.value) are split",
            advice: "Set 'array' to \(most).",
            at: array.location
        )
    }

    private var names: String {
        var seen: Set<String> = []
        return meant.map(\.name).filter { seen.insert($0).inserted }.joined(separator: ", ")
    }
}
