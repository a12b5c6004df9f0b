import Expressions

/// Reads `metric: {name: eval/mme, better: higher, unit: points}`.
struct MetricReader {
    private enum Direction: String, CaseIterable {
        case higher
        case lower
    }

    let nodes: NodeReader
    let schema: TrainerSchema?

    func read(_ node: YAMLNode) -> ExpectedMetric? {
        if case .string(let name)? = node.scalar?.value { return metric(name, at: node, [:]) }
        let entries = nodes.entries(node, of: "metric", known: ["name", "better", "unit", "value"])
        guard let entry = entries["name"] else {
            nodes.log.error("the metric has no 'name'", at: node)
            return nil
        }
        return nodes.string(entry.value, "name").flatMap { metric($0, at: entry.value, entries) }
    }

    private func metric(_ name: String, at node: YAMLNode, _ entries: [String: YAMLNode.Entry]) -> ExpectedMetric? {
        let declared = schema?.metrics ?? []
        let known = declared.first { name == $0.name || name.hasPrefix($0.name + ".") }
        if !declared.isEmpty, known == nil {
            let meant = Spelling.nearest(to: name, among: declared.map(\.name))
            nodes.log.error("the trainer reports no metric '\(name)'", at: node, suggestion: meant)
        }
        let direction = entries["better"].flatMap { nodes.word($0.value, "better", among: Direction.allCases) }
        let goal = direction.map { $0 == .higher ? Goal.max : .min } ?? known?.goal
        guard let goal else {
            if entries["better"] == nil {
                nodes.log.error(
                    "is a higher or a lower '\(name)' better?",
                    at: node,
                    advice: "Write metric: {name: \(name), better: higher}."
                )
            }
            return nil
        }
        return ExpectedMetric(
            name: name,
            better: goal,
            unit: entries["unit"].flatMap { nodes.string($0.value, "unit") } ?? "",
            value: entries["value"].flatMap { nodes.word($0.value, "value", among: Search.Choice.allCases) } ?? .last,
            location: node.location
        )
    }
}
