import Expressions

/// Reads one entry of `clusters`.
struct ProfileReader {
    let nodes: NodeReader

    private enum Kind: String, CaseIterable {
        case local, slurm

        var keys: [String] {
            switch self {
            case .local: ["kind", "slots", "env"]
            case .slurm: ["kind", "host", "transport", "ssh_config", "root", "defaults", "env", "limits"]
            }
        }
    }

    private var log: DiagnosticLog { nodes.log }

    /// The profile; nil when it cannot be used, which is then in the log.
    func read(_ entry: YAMLNode.Entry) -> ClusterProfile? {
        let name = name(entry.key)
        guard let members = entry.value.entries else {
            log.error("a cluster is a mapping, not \(entry.value.kind)", at: entry.value)
            return nil
        }
        guard let kind = kind(members, of: entry.key) else { return nil }
        let entries = known(members, kind, entry.key.text)
        let site: ClusterProfile.Site? =
            switch kind {
            case .local: .local(LocalSite(slots: entries["slots"].flatMap { count($0, 1...10_000) }))
            case .slurm: slurm(entries, entry.key).map { .slurm($0) }
            }
        let environment = entries["env"].map { ResourceReader(nodes: nodes).environment($0.value) }
        guard let name, let site else { return nil }
        return ClusterProfile(name: name, site: site, environment: environment ?? RunEnvironment())
    }

    private func name(_ key: YAMLKey) -> Placed<String>? {
        let isName = key.text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard isName, let first = key.text.first, first.isLetter || first.isNumber, key.text.utf8.count <= 64 else {
            log.error(
                "a cluster's name has letters, digits, dots, dashes and underscores, a letter or digit first",
                at: key
            )
            return nil
        }
        return Placed(key.text, at: key.location, length: key.length)
    }

    private func kind(_ members: [YAMLNode.Entry], of cluster: YAMLKey) -> Kind? {
        guard let entry = members.first(where: { $0.key.text == "kind" }) else {
            let names = Set(members.map(\.key.text))
            let meant: Kind = names.contains("slots") ? .local : .slurm
            let typo = members.first { Spelling.nearest(to: $0.key.text, among: ["kind"]) != nil }
            let advice = "Add 'kind: \(meant.rawValue)'; it is one of local and slurm."
            log.error("the cluster '\(cluster.text)' has no kind", at: typo?.key ?? cluster, advice: advice)
            return nil
        }
        return nodes.word(entry.value, "kind", among: Kind.allCases)
    }

    /// The entries that a cluster of that kind takes.
    private func known(_ members: [YAMLNode.Entry], _ kind: Kind, _ cluster: String) -> [String: YAMLNode.Entry] {
        var result: [String: YAMLNode.Entry] = [:]
        for member in members {
            if kind.keys.contains(member.key.text) {
                result[member.key.text] = member
            } else if let other = Kind.allCases.first(where: { $0 != kind && $0.keys.contains(member.key.text) }) {
                log.error(
                    "'\(member.key.text)' belongs to 'kind: \(other.rawValue)', and '\(cluster)' is of kind \(kind.rawValue)",
                    at: member.key
                )
            } else {
                nodes.unknown(member.key, in: cluster, known: kind.keys)
            }
        }
        return result
    }

    private func slurm(_ entries: [String: YAMLNode.Entry], _ cluster: YAMLKey) -> SlurmSite? {
        let host = entries["host"].flatMap { self.host($0.value) }
        let way = way(entries, cluster)
        let defaults = entries["defaults"].map { DefaultsReader(nodes: nodes).read($0.value) } ?? JobDefaults()
        let limits = entries["limits"].map { self.limits($0.value) } ?? SubmissionLimits()
        guard let entry = entries["root"] else {
            let advice = "Add 'root: /scratch/you/pargo-lab', a folder on a file system that the nodes see too."
            log.error("the cluster '\(cluster.text)' has no 'root'", at: cluster, advice: advice)
            return nil
        }
        guard let root = root(entry.value), let way else { return nil }
        return SlurmSite(
            host: host,
            transport: way,
            sshConfiguration: entries["ssh_config"].flatMap { configuration($0.value) },
            root: root,
            defaults: defaults,
            limits: limits
        )
    }

    private func host(_ node: YAMLNode) -> Placed<String>? {
        guard let text = nodes.string(node, "host") else { return nil }
        let isPlain = text.unicodeScalars.allSatisfy { $0.value > 32 && $0.value != 127 }
        guard isPlain, !text.hasPrefix("-"), !text.hasSuffix("@"), !text.hasPrefix("@") else {
            let advice =
                "It is what you type after 'ssh': an alias, a name, or user@name; the port goes into ~/.ssh/config."
            log.error("'host' cannot be '\(text)'", at: node, advice: advice)
            return nil
        }
        return Placed(text, at: node.location, length: node.length)
    }

    private func way(_ entries: [String: YAMLNode.Entry], _ cluster: YAMLKey) -> Placed<SlurmSite.Way>? {
        guard let entry = entries["transport"] else {
            return Placed(.auto, at: cluster.location, length: cluster.length)
        }
        if entry.value.scalar?.text == "ssh" {
            log.error(
                "'transport: ssh' could be either of two",
                at: entry.value,
                advice: "Write openssh for your own ssh, or auto."
            )
            return nil
        }
        guard let way = nodes.word(entry.value, "transport", among: SlurmSite.Way.allCases) else { return nil }
        if entries["host"] == nil, way == .libssh2 || way == .openssh {
            let advice = "Add 'host', or leave 'transport' out when this machine is the login node."
            log.error("'transport: \(way.rawValue)' needs a 'host'", at: entry.value, advice: advice)
        }
        if entries["host"] != nil, way == .local {
            let advice = "Remove one of the two."
            log.warning("with 'transport: local' the host is never used", at: entry.value.location, advice: advice)
        }
        return Placed(way, at: entry.value.location, length: entry.value.length)
    }

    /// A relative path starts at the folder of the file that names it.
    private func configuration(_ node: YAMLNode) -> Placed<String>? {
        guard let text = nodes.string(node, "ssh_config") else { return nil }
        let folder = node.location.file.lastIndex(of: "/").map { node.location.file[...$0] } ?? ""
        let path = text.hasPrefix("/") || text.hasPrefix("~/") ? text : folder + text
        return Placed(path, at: node.location, length: node.length)
    }

    private func root(_ node: YAMLNode) -> Placed<String>? {
        guard let text = nodes.string(node, "root") else { return nil }
        if text.contains("$") {
            let advice = "Write the path out; 'ssh HOST echo \(text)' prints it."
            log.error("variables are not replaced in 'root'", at: node, advice: advice)
            return nil
        }
        guard text.hasPrefix("/") || text.hasPrefix("~/"), !text.contains(where: \.isNewline) else {
            log.error(
                "'root' begins with / or ~/, not '\(text)'",
                at: node,
                suggestion: text.hasPrefix("~") || text.contains(where: \.isNewline) ? nil : "~/\(text)"
            )
            return nil
        }
        let parts = text.split(separator: "/")
        guard !parts.isEmpty, parts != ["~"] else {
            log.error("'root' is a folder of its own, not '\(text)'", at: node, suggestion: text + "pargo-lab")
            return nil
        }
        let path = (text.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
        return Placed(path, at: node.location, length: node.length)
    }

    private func limits(_ node: YAMLNode) -> SubmissionLimits {
        let entries = nodes.entries(node, of: "limits", known: ["array", "queued", "running", "poll_seconds"])
        var limits = SubmissionLimits()
        limits.array = entries["array"].flatMap { count($0, 1...4_000_000) }
        limits.queued = entries["queued"].flatMap { count($0, 1...10_000_000) }
        limits.running = entries["running"].flatMap { count($0, 1...10_000_000) }
        limits.pollSeconds = entries["poll_seconds"].flatMap { count($0, 1...86_400) }
        return limits
    }

    private func count(_ entry: YAMLNode.Entry, _ range: ClosedRange<Int>) -> Placed<Int>? {
        nodes.int(entry.value, entry.key.text, in: range)
            .map { Placed($0, at: entry.value.location, length: entry.value.length) }
    }
}
