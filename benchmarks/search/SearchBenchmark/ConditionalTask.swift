import Foundation
import Sweep

extension Task {
    /// Three model families with their own parameters, one of them with a nested choice.
    ///
    /// Least value 0.05.
    static func conditional() throws -> Task {
        let tree = SearchCondition(parent: "family", choice: 1)
        let network = SearchCondition(parent: "family", choice: 2)
        let space = try SearchSpace([
            SearchParameter("family", .categorical(count: 3)),
            SearchParameter(
                "linear.l2",
                .float(low: 1e-6, high: 1e2, scale: .logarithmic),
                when: SearchCondition(parent: "family", choice: 0)
            ),
            SearchParameter("tree.depth", .int(low: 1, high: 12), when: tree),
            SearchParameter("tree.rate", .float(low: 1e-3, high: 1, scale: .logarithmic), when: tree),
            SearchParameter("network.layers", .int(low: 1, high: 6), when: network),
            SearchParameter("network.dropout", .float(low: 0, high: 0.6, step: 0.05), when: network),
            SearchParameter("network.activation", .categorical(count: 3), when: network),
            SearchParameter("network.optimizer", .categorical(count: 2), when: network),
            SearchParameter("network.rate", .float(low: 1e-5, high: 1, scale: .logarithmic), when: network),
            SearchParameter(
                "network.sgd.momentum",
                .float(low: 0, high: 0.99),
                when: SearchCondition(parent: "network.optimizer", choice: 0)
            ),
        ])
        return Task(name: "conditional", space: space) { point in
            switch point["family"] {
            case .choice(0): 0.25 + 0.01 * squared(log10(point.number("linear.l2")) + 1)
            case .choice(1): treeValue(point)
            default: networkValue(point)
            }
        }
    }

    private static func treeValue(_ point: SearchPoint) -> Double {
        let depth = point.number("tree.depth")
        let rate = log10(point.number("tree.rate"))
        return 0.15 + 0.003 * squared(depth - 7) + 0.08 * squared(rate + 0.2 + 0.1 * depth)
    }

    private static func networkValue(_ point: SearchPoint) -> Double {
        let layers = point.number("network.layers")
        let rate = log10(point.number("network.rate"))
        var value = 0.05 + 0.01 * squared(layers - 4)
        value += 0.6 * squared(point.number("network.dropout") - 0.05 * layers)
        value += [0.01, 0.03, 0][Int(point.number("network.activation"))]
        guard point["network.optimizer"] == .choice(0) else {
            return value + 0.06 * squared(rate + 2.5 + 0.1 * layers)
        }
        let momentum = point.number("network.sgd.momentum")
        return value + 0.02 + 0.06 * squared(rate + 1 + momentum) + 0.05 * squared(momentum - 0.9)
    }
}
