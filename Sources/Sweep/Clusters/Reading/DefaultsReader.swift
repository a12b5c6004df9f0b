import Expressions

/// Reads `defaults`: options of `sbatch` under the names that `sbatch` has for them, with dashes or underscores.
struct DefaultsReader {
    let nodes: NodeReader

    /// The options that are typed; any other goes under `sbatch`.
    static let names = [
        "account", "constraint", "cpus-per-task", "exclude", "exclusive", "gres", "mem", "mem-per-cpu", "nice",
        "nodelist", "nodes", "ntasks-per-node", "partition", "qos", "requeue", "reservation", "time",
    ]

    /// Options that each submission sets itself, and why a profile cannot.
    private static let taken: Set<String> = [
        "array", "chdir", "comment", "dependency", "error", "hold", "job-name", "kill-on-invalid-dep", "open-mode",
        "output", "parsable", "signal", "test-only", "wait", "wrap",
    ]

    private var log: DiagnosticLog { nodes.log }

    func read(_ node: YAMLNode) -> JobDefaults {
        guard let members = node.entries else {
            log.error("'defaults' must be a mapping from options of sbatch to values, not \(node.kind)", at: node)
            return JobDefaults()
        }
        var defaults = JobDefaults()
        for member in members {
            let name = Self.canonical(member.key.text)
            if name == "sbatch" {
                defaults.further = further(member.value)
            } else if !set(name, member.value, in: &defaults) {
                unknown(member.key, name)
            }
        }
        if let memory = defaults.memory?.location, let perCPU = defaults.memoryPerCPU?.location {
            let later = (memory.line, memory.column) > (perCPU.line, perCPU.column) ? memory : perCPU
            log.error("'mem' and 'mem-per-cpu' exclude one another", at: later, advice: "Remove one of the two.")
        }
        return defaults
    }

    private static func canonical(_ name: String) -> String { String(name.map { $0 == "_" ? "-" : $0 }) }

    /// Whether the option is known; its value is set where it is sound, and else in the log.
    private func set(_ name: String, _ node: YAMLNode, in defaults: inout JobDefaults) -> Bool {
        switch name {
        case "account": defaults.account = word(node, name)
        case "constraint": defaults.constraint = word(node, name)
        case "cpus-per-task": defaults.cpusPerTask = count(node, name)
        case "exclude": defaults.exclude = word(node, name)
        case "exclusive": defaults.exclusive = truth(node, name)
        case "gres": defaults.gres = gres(node)
        case "mem": defaults.memory = memory(node, name)
        case "mem-per-cpu": defaults.memoryPerCPU = memory(node, name)
        case "nice": defaults.nice = count(node, name, in: -2_147_483_645...2_147_483_645)
        case "nodelist": defaults.nodeList = word(node, name)
        case "nodes": defaults.nodes = count(node, name)
        case "ntasks-per-node": defaults.tasksPerNode = count(node, name)
        case "partition": defaults.partition = word(node, name)
        case "qos": defaults.qos = word(node, name)
        case "requeue": defaults.requeue = truth(node, name)
        case "reservation": defaults.reservation = word(node, name)
        case "time": defaults.time = time(node)
        default: return false
        }
        return true
    }

    private func unknown(_ key: YAMLKey, _ name: String) {
        if Self.taken.contains(name) {
            log.error("'\(key.text)' is set by each submission itself", at: key, advice: "Remove it.")
            return
        }
        let meant = Spelling.nearest(to: name, among: Self.names)
        let advice = "Options of sbatch without a name here go under 'sbatch', as in sbatch: {licenses: \"matlab:1\"}."
        log.error(
            "unknown key '\(key.text)' in 'defaults'",
            at: key,
            suggestion: meant,
            advice: meant == nil ? advice : nil
        )
    }

    private func further(_ node: YAMLNode) -> [Placed<JobDefaults.FurtherOption>] {
        guard let members = node.entries else {
            log.error("'sbatch' must be a mapping from options to values, not \(node.kind)", at: node)
            return []
        }
        return members.compactMap { member in
            let name = member.key.text.drop { $0 == "-" }
            if Self.names.contains(Self.canonical(String(name))) {
                log.error("'\(name)' has a place of its own: put it directly under 'defaults'", at: member.key)
            } else if Self.taken.contains(Self.canonical(String(name))) {
                log.error("'\(name)' is set by each submission itself", at: member.key, advice: "Remove it.")
            } else if !name.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == 45 })
                || name.count < 2
            {
                log.error("'\(member.key.text)' is no long option of sbatch", at: member.key)
            } else if let scalar = member.value.scalar, !scalar.text.contains(where: \.isNewline) {
                guard scalar.value != .bool(false) else { return nil }
                let value = scalar.value == .bool(true) || scalar.value == .null ? nil : scalar.text
                let option = JobDefaults.FurtherOption(String(name), value)
                return Placed(option, at: member.key.location, length: member.key.length)
            } else {
                log.error("'\(name)' takes one line of text, not \(member.value.kind)", at: member.value)
            }
            return nil
        }
    }

    private func word(_ node: YAMLNode, _ name: String) -> Placed<String>? {
        // A partition or an account may well be called 2024; only what is no word at all is refused.
        guard let text = node.scalar?.text, !text.isEmpty, node.scalar?.value != .null else {
            log.error("'\(name)' must be text, not \(node.kind)", at: node)
            return nil
        }
        guard !text.unicodeScalars.contains(where: { $0.value <= 32 || $0.value == 127 }) else {
            log.error("'\(name)' has no blanks in it", at: node)
            return nil
        }
        return placed(text, node)
    }

    private func count(_ node: YAMLNode, _ name: String, in range: ClosedRange<Int> = 1...1_000_000) -> Placed<Int>? {
        nodes.int(node, name, in: range).map { placed($0, node) }
    }

    private func truth(_ node: YAMLNode, _ name: String) -> Placed<Bool>? {
        nodes.bool(node, name).map { placed($0, node) }
    }

    private func gres(_ node: YAMLNode) -> Placed<[GenericResource]>? {
        guard let text = node.scalar?.text, let list = GenericResource.list(text) else {
            let suggestion = node.int.map { "gpu:\($0)" }
            log.error("'gres' is such as gpu:a100:8 or gpu:2, not \(node.kind)", at: node, suggestion: suggestion)
            return nil
        }
        return placed(list, node)
    }

    private func memory(_ node: YAMLNode, _ name: String) -> Placed<Int>? {
        if node.int == 0, name == "mem" { return placed(0, node) }
        guard let text = node.scalar?.text, let bytes = Quantity.bytes(text) else {
            let suggestion = node.int.map { "\($0)G" }
            log.error("'\(name)' needs a unit, such as 64G, not \(node.kind)", at: node, suggestion: suggestion)
            return nil
        }
        return placed(bytes, node)
    }

    private func time(_ node: YAMLNode) -> Placed<Int>? {
        guard let text = node.scalar?.text, let seconds = Quantity.seconds(text), seconds > 0 else {
            let suggestion = node.int.map { "\($0)m" }
            let message = "'time' needs a unit, such as 90m, 4h or 1-12:00:00, not \(node.kind)"
            log.error(message, at: node, suggestion: suggestion)
            return nil
        }
        return placed(seconds, node)
    }

    private func placed<Value>(_ value: Value, _ node: YAMLNode) -> Placed<Value> {
        Placed(value, at: node.location, length: node.length)
    }
}
