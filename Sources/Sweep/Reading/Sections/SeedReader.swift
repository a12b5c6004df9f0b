import Expressions

/// Reads `seeds: 3` or `seeds: [0, 1, 2]`.
struct SeedReader {
    static let limit = 10_000

    let nodes: NodeReader

    func read(_ node: YAMLNode) -> [Int] {
        guard let elements = node.elements else {
            let advice = "Write how many, or a list of seeds."
            guard node.int != nil else {
                nodes.log.error(
                    "'seeds' must be a whole number or a list of them, not \(node.kind)",
                    at: node,
                    advice: advice
                )
                return []
            }
            return Array(0..<(nodes.int(node, "seeds", in: 1...Self.limit) ?? 0))
        }
        if elements.isEmpty { nodes.log.error("'seeds' is empty, so there would be no runs", at: node) }
        var seen: Set<Int> = []
        return elements.compactMap { element in
            guard let seed = nodes.int(element, "seeds", in: 0...Int.max) else { return nil }
            if !seen.insert(seed).inserted { nodes.log.error("the seed \(seed) appears twice", at: element) }
            return seed
        }
    }
}
