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
        let entries = nodes.entries(node, of: "trainer", known: ["command", "schema", "code"])
        guard let command = entries["command"] else {
            if node.entries != nil { nodes.log.error("the trainer has no 'command'", at: node) }
            return nil
        }
        let folder = node.location.file
        return .command(
            Trainer.Command(
                arguments: arguments(command.value),
                schema: entries["schema"].flatMap { nodes.string($0.value, "schema") }
                    .map {
                        RelativePath.resolve($0, from: folder)
                    },
                code: entries["code"].map { nodes.strings($0.value, "code") } ?? [],
                location: command.key.location
            )
        )
    }

    private func arguments(_ node: YAMLNode) -> [String] {
        guard let elements = node.elements, !elements.isEmpty else {
            let advice = "Write [python, train.py, --config, \"{config}\"]."
            nodes.log.error("'command' must be a list of the program and its arguments", at: node, advice: advice)
            return []
        }
        return elements.compactMap { element in
            guard let scalar = element.scalar else {
                nodes.log.error("an argument must be text, not \(element.kind)", at: element)
                return nil
            }
            PlaceholderCheck(log: nodes.log).check(element)
            return scalar.text
        }
    }
}
