import Expressions

/// Reads `stages` and `run`, and puts the stages into an order in which each follows those that it needs.
struct StageReader {
    let nodes: NodeReader
    let trainer: Trainer?
    let schema: TrainerSchema?
    private var log: DiagnosticLog { nodes.log }

    /// The stages of a spec that names them, or the one stage of a spec that does not.
    func read(_ stages: YAMLNode.Entry?, run: YAMLNode.Entry?) -> [Stage] {
        guard let stages else {
            let commands = run.map { self.commands($0.value) } ?? defaultCommands
            return [
                Stage(
                    name: "run",
                    commands: commands,
                    needs: [],
                    view: .inherited,
                    resources: ResourceRequest(),
                    location: run?.key.location
                )
            ]
        }
        if let run { log.error("'run' stands inside each stage when there are 'stages'", at: run.key.location) }
        guard let entries = stages.value.entries, !entries.isEmpty else {
            log.error("'stages' must be a mapping of stages, not \(stages.value.kind)", at: stages.value)
            return []
        }
        let names = entries.map(\.key.text)
        return ordered(entries.compactMap { stage($0, names: names) })
    }

    private var defaultCommands: [String] {
        if case .command = trainer { [""] } else { ["train", "eval"] }
    }

    private func stage(_ entry: YAMLNode.Entry, names: [String]) -> Stage? {
        let name = entry.key.text
        let known = ["run", "needs", "uses", "only", "resources"]
        guard entry.value.entries != nil else {
            log.error("the stage '\(name)' must be a mapping with 'run', not \(entry.value.kind)", at: entry.value)
            return nil
        }
        let parts = nodes.entries(entry.value, of: name, known: known)
        if let uses = parts["uses"], parts["only"] != nil {
            log.error("'uses' and 'only' exclude one another", at: uses.key.location)
        }
        let run = parts["run"]
        if run == nil, trainer == .pargo { log.error("the stage '\(name)' has no 'run'", at: entry.key.location) }
        return Stage(
            name: name,
            commands: run.map { commands($0.value) } ?? defaultCommands,
            needs: parts["needs"].map { needs($0.value, names: names) } ?? [],
            view: view(parts),
            resources: parts["resources"].map { ResourceReader(nodes: nodes).request($0.value) } ?? ResourceRequest(),
            location: entry.key.location
        )
    }

    private func view(_ parts: [String: YAMLNode.Entry]) -> Stage.View {
        if let uses = parts["uses"] { return .uses(names(uses.value, "uses")) }
        if let only = parts["only"] { return .only(names(only.value, "only")) }
        return .inherited
    }

    private func names(_ node: YAMLNode, _ what: String) -> [String] {
        if node.elements?.isEmpty ?? false { return [] }
        return nodes.strings(node, what)
    }

    private func commands(_ node: YAMLNode) -> [String] {
        let elements = node.elements ?? [node]
        if elements.isEmpty { log.error("'run' has no commands", at: node) }
        return elements.compactMap { element in
            guard let text = nodes.string(element, "run") else { return nil }
            checkCommand(text, element)
            PlaceholderCheck(log: log).check(element)
            return text
        }
    }

    private func checkCommand(_ text: String, _ node: YAMLNode) {
        guard trainer == .pargo, let commands = schema?.commands, !commands.isEmpty,
            let first = text.split(separator: " ").first.map(String.init), !commands.contains(first)
        else { return }
        let meant = Spelling.nearest(to: first, among: commands)
        let advice = meant == nil ? "It has \(commands.joined(separator: ", "))." : nil
        log.error("the trainer has no command '\(first)'", at: node, suggestion: meant, advice: advice)
    }

    private func needs(_ node: YAMLNode, names: [String]) -> [String] {
        nodes.strings(node, "needs").enumerated()
            .compactMap { index, name in
                if names.contains(name) { return name }
                let place = node.elements.map { $0[index] } ?? node
                let meant = Spelling.nearest(to: name, among: names)
                log.error("there is no stage '\(name)'", at: place, suggestion: meant)
                return nil
            }
    }

    private func ordered(_ stages: [Stage]) -> [Stage] {
        var result: [Stage] = []
        var rest = stages
        while let index = rest.firstIndex(where: { stage in
            stage.needs.allSatisfy { need in !rest.contains { $0.name == need } }
        }) {
            result.append(rest.remove(at: index))
        }
        if let stage = rest.first {
            let circle = rest.map(\.name).joined(separator: ", ")
            log.error("these stages need one another, so none can start: \(circle)", at: stage.location)
        }
        return result
    }
}
