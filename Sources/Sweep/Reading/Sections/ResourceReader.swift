import Expressions

/// Reads `resources` and `env`.
struct ResourceReader {
    let nodes: NodeReader

    func request(_ node: YAMLNode) -> ResourceRequest {
        let known = ["nodes", "tasks_per_node", "gpus", "cpus", "mem", "time", "pack", "on_oom", "on_timeout"]
        let entries = nodes.entries(node, of: "resources", known: known)
        var request = ResourceRequest()
        request.nodes = entries["nodes"].flatMap { count($0.value, "nodes", from: 1) }
        request.tasksPerNode = entries["tasks_per_node"].flatMap { count($0.value, "tasks_per_node", from: 1) }
        request.gpus = entries["gpus"].flatMap { count($0.value, "gpus", from: 0) }
        request.cpus = entries["cpus"].flatMap { count($0.value, "cpus", from: 1) }
        request.pack = entries["pack"].flatMap { count($0.value, "pack", from: 1) }
        request.memory = entries["mem"].flatMap { memory($0.value) }
        request.time = entries["time"].flatMap { time($0.value) }
        request.onOutOfMemory = entries["on_oom"].flatMap { memoryRetry($0.value) }
        request.onTimeout = entries["on_timeout"].flatMap { timeoutRetry($0.value) }
        return request
    }

    private func computed(_ node: YAMLNode) -> Cell? {
        guard let source = node.sourceText, Template.isNeeded(for: source.text) else { return nil }
        return Cell(source: .computed(source), location: node.location)
    }

    private func count(_ node: YAMLNode, _ what: String, from low: Int) -> Cell? {
        if let cell = computed(node) { return cell }
        guard let int = nodes.int(node, what, in: low...100_000) else { return nil }
        return Cell(source: .literal(.int(int)), location: node.location)
    }

    private func memory(_ node: YAMLNode) -> Cell? {
        if let cell = computed(node) { return cell }
        guard let text = node.scalar?.text, let bytes = Quantity.bytes(text) else {
            let suggestion = node.int.map { "\($0)G" }
            nodes.log.error(
                "'mem' needs a number and a unit, such as 64G, not \(node.kind)",
                at: node,
                suggestion: suggestion
            )
            return nil
        }
        return Cell(source: .literal(.int(bytes)), location: node.location)
    }

    private func time(_ node: YAMLNode) -> Cell? {
        if let cell = computed(node) { return cell }
        guard let text = node.scalar?.text, let seconds = Quantity.seconds(text) else {
            let suggestion = node.int.map { "\($0)m" }
            nodes.log.error(
                "'time' needs a unit, such as 90m, 4h or 1-12:00:00, not \(node.kind)",
                at: node,
                suggestion: suggestion
            )
            return nil
        }
        return Cell(source: .literal(.int(seconds)), location: node.location)
    }

    private func memoryRetry(_ node: YAMLNode) -> ResourceRequest.MemoryRetry? {
        let entries = nodes.entries(node, of: "on_oom", known: ["mem", "tries"])
        var factor = 1.5
        if let mem = entries["mem"] {
            let text = mem.value.scalar?.text ?? ""
            if text.hasPrefix("x"), let number = Double(text.dropFirst()), number > 1, number <= 100 {
                factor = number
            } else {
                nodes.log.error(
                    "'mem' in 'on_oom' is a factor above 1, such as x1.5, not \(mem.value.kind)",
                    at: mem.value
                )
            }
        }
        return ResourceRequest.MemoryRetry(factor: factor, tries: tries(entries))
    }

    private func timeoutRetry(_ node: YAMLNode) -> ResourceRequest.TimeoutRetry? {
        let entries = nodes.entries(node, of: "on_timeout", known: ["resume", "tries"])
        let resumes = entries["resume"].flatMap { nodes.bool($0.value, "resume") } ?? true
        return ResourceRequest.TimeoutRetry(resumes: resumes, tries: tries(entries))
    }

    private func tries(_ entries: [String: YAMLNode.Entry]) -> Int {
        entries["tries"].flatMap { nodes.int($0.value, "tries", in: 0...100) } ?? 1
    }

    func environment(_ node: YAMLNode) -> RunEnvironment {
        let entries = nodes.entries(node, of: "env", known: ["modules", "export", "setup"])
        var environment = RunEnvironment()
        environment.modules = entries["modules"].map { nodes.strings($0.value, "modules") } ?? []
        environment.setup = entries["setup"].map { nodes.strings($0.value, "setup") } ?? []
        guard let export = entries["export"] else { return environment }
        guard let variables = export.value.entries else {
            nodes.log.error(
                "'export' must be a mapping from names to values, not \(export.value.kind)",
                at: export.value
            )
            return environment
        }
        for variable in variables {
            guard let name = variableName(variable.key) else { continue }
            guard let scalar = variable.value.scalar else {
                nodes.log.error("'\(name)' must be text, not \(variable.value.kind)", at: variable.value)
                continue
            }
            environment.exports.append(RunEnvironment.Export(name: name, value: scalar.text))
        }
        return environment
    }

    private func variableName(_ key: YAMLKey) -> String? {
        let isName = key.text.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "_") || (byte | 32) >= UInt8(ascii: "a") && (byte | 32) <= UInt8(ascii: "z")
                || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
        }
        guard isName, key.text.first?.isNumber == false else {
            nodes.log.error("'\(key.text)' is not the name of a variable", at: key.location)
            return nil
        }
        return key.text
    }
}
