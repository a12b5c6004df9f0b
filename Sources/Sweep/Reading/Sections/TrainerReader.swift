/// Reads `trainer`.
struct TrainerReader {
    /// What braces in a command's arguments may name.
    static let placeholders = ["config", "run", "cache", "seed", "stage"]

    let nodes: NodeReader

    func read(_ node: YAMLNode, file: String) -> Trainer? {
        if let scalar = node.scalar {
            if scalar.text == "pargo" { return .pargo }
            let advice = "Another program is {command: [python, train.py, --config, \"{config}\"]}."
            nodes.log.error("unknown trainer \(node.kind)", at: node, suggestion: "pargo", advice: advice)
            return nil
        }
        let entries = nodes.entries(node, of: "trainer", known: ["command", "schema", "code", "preflight"])
        guard let command = entries["command"] else {
            if node.entries != nil { nodes.log.error("the trainer has no 'command'", at: node) }
            return nil
        }
        let folder = node.location.file
        return .command(
            Trainer.Command(
                arguments: arguments(command.value, "command"),
                schema: entries["schema"].flatMap { nodes.string($0.value, "schema") }
                    .map {
                        RelativePath.resolve($0, from: folder)
                    },
                code: entries["code"].map { code($0.value, spec: file) } ?? [],
                preflight: entries["preflight"]
                    .map {
                        Trainer.Preflight(
                            arguments: arguments($0.value, "preflight", fillsIn: false),
                            location: $0.key.location
                        )
                    },
                location: command.key.location
            )
        )
    }

    /// Patterns of an included file are meant from its own folder; the spec's folder is where they are looked for.
    private func code(_ node: YAMLNode, spec: String) -> [String] {
        nodes.strings(node, "code")
            .map { pattern in
                RelativePath.relative(RelativePath.resolve(pattern, from: node.location.file), to: spec)
            }
    }

    private func arguments(_ node: YAMLNode, _ name: String, fillsIn: Bool = true) -> [String] {
        guard let elements = node.elements, !elements.isEmpty else {
            let example = fillsIn ? "[python, train.py, --config, \"{config}\"]" : "[python, look.py]"
            nodes.log.error(
                "'\(name)' must be a list of the program and its arguments",
                at: node,
                advice: "Write \(example)."
            )
            return []
        }
        return elements.compactMap { element in
            guard let scalar = element.scalar else {
                nodes.log.error("an argument must be text, not \(element.kind)", at: element)
                return nil
            }
            if fillsIn { PlaceholderCheck(log: nodes.log).check(element) }
            return scalar.text
        }
    }
}
