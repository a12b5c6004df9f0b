import Expressions

/// Reads `{log_uniform: [1e-3, 1e-1], samples: 4}` and its like.
struct DistributionReader {
    /// The shapes' names.
    static let shapes = ["uniform", "log_uniform", "normal", "int_uniform"]

    let values: ValueReader
    let nodes: NodeReader

    func read(_ entries: [String: YAMLNode.Entry], path: String, at node: YAMLNode) -> Axis.Domain? {
        let named = Self.shapes.compactMap { entries[$0] }
        guard let entry = named.first else { return nil }
        if named.count > 1 {
            nodes.log.error(
                "an axis has one distribution; '\(named[1].key.text)' is a second",
                at: named[1].key.location
            )
        }
        let step = entries["step"].flatMap { nodes.positive($0.value, "step") }
        let samples = entries["samples"].map { nodes.int($0.value, "samples", in: 1...100_000) ?? 1 }
        let seed = entries["seed"].flatMap { nodes.int($0.value, "seed", in: 0...Int.max) }
        guard let shape = shape(entry, path: path) else { return nil }
        checkStep(step, shape, entries["step"])
        return .distribution(Distribution(shape: shape, step: step), samples: samples, seed: seed)
    }

    private func checkStep(_ step: Double?, _ shape: Distribution.Shape, _ entry: YAMLNode.Entry?) {
        guard let step, let entry else { return }
        switch shape {
        case .intUniform:
            if Int(exactly: step) == nil {
                nodes.log.error("the step of an int_uniform must be whole", at: entry.value)
            }
        case .uniform(let range), .logUniform(let range):
            let first = (range.lowerBound / step).rounded(.up) * step
            if first > range.upperBound { nodes.log.error("no multiple of \(step) lies in the range", at: entry.value) }
        case .normal: break
        }
    }

    private func shape(_ entry: YAMLNode.Entry, path: String) -> Distribution.Shape? {
        let kind = entry.key.text
        guard let elements = entry.value.elements, elements.count == 2 else {
            let names = kind == "normal" ? "[mean, standard deviation]" : "[low, high]"
            nodes.log.error("'\(kind)' takes \(names), not \(entry.value.kind)", at: entry.value)
            return nil
        }
        let numbers = elements.compactMap { element -> Double? in
            guard let number = element.scalar?.value?.number, number.isFinite else {
                nodes.log.error("'\(kind)' needs numbers, not \(element.kind)", at: element)
                return nil
            }
            return number
        }
        guard numbers.count == 2 else { return nil }
        return kind == "normal" ? normal(numbers, elements) : bounded(entry, numbers, elements, path: path)
    }

    private func bounded(
        _ entry: YAMLNode.Entry,
        _ numbers: [Double],
        _ elements: [YAMLNode],
        path: String
    ) -> Distribution.Shape? {
        let kind = entry.key.text
        guard numbers[0] < numbers[1] else {
            let suggestion = numbers[0] > numbers[1] ? "[\(elements[1].kind), \(elements[0].kind)]" : nil
            nodes.log.error("'\(kind)' goes from low to high", at: entry.value, suggestion: suggestion)
            return nil
        }
        let isInRange = elements.map { values.cell($0, for: path) != nil }.allSatisfy { $0 }
        guard isInRange else { return nil }
        if kind == "log_uniform", numbers[0] <= 0 {
            let advice = "Write the values themselves, not exponents."
            nodes.log.error("'log_uniform' needs bounds above 0", at: elements[0], advice: advice)
            return nil
        }
        if kind == "int_uniform" { return intUniform(numbers, elements) }
        if values.schema?.parameter(path)?.rule.types.contains(.double) == false {
            nodes.log.error("'\(path)' takes whole numbers", at: entry.key.location, suggestion: "int_uniform")
            return nil
        }
        return kind == "uniform" ? .uniform(numbers[0]...numbers[1]) : .logUniform(numbers[0]...numbers[1])
    }

    private func normal(_ numbers: [Double], _ elements: [YAMLNode]) -> Distribution.Shape? {
        guard numbers[1] > 0 else {
            nodes.log.error("the standard deviation must be above 0", at: elements[1])
            return nil
        }
        return .normal(mean: numbers[0], deviation: numbers[1])
    }

    private func intUniform(_ numbers: [Double], _ elements: [YAMLNode]) -> Distribution.Shape? {
        guard let low = Int(exactly: numbers[0]), let high = Int(exactly: numbers[1]) else {
            nodes.log.error("'int_uniform' needs whole numbers", at: elements[0], suggestion: "uniform")
            return nil
        }
        guard abs(numbers[0]) <= 1e15, abs(numbers[1]) <= 1e15 else {
            nodes.log.error("the bounds of an int_uniform lie within 1e15", at: elements[1])
            return nil
        }
        return .intUniform(low...high)
    }
}
