import Expressions

/// Reads `range: [1, 9, 2]` or `range: {from: 1, to: 9, step: 2}` into values; both ends belong to it.
struct RangeReader {
    static let limit = 100_000

    let values: ValueReader
    let nodes: NodeReader

    func read(_ node: YAMLNode, path: String) -> [Cell]? {
        guard let (from, to, step) = bounds(node) else { return nil }
        guard let first = from.scalar?.value, let last = to.scalar?.value,
            let start = first.number, let end = last.number, start.isFinite, end.isFinite
        else {
            nodes.log.error("a range goes from a number to a number", at: node)
            return nil
        }
        let width = step.map { $0.scalar?.value?.number ?? 0 } ?? (start <= end ? 1 : -1)
        guard width != 0, width.isFinite, (end - start) / width >= 0 else {
            nodes.log.error("this step never leads from \(first) to \(last), so the range is empty", at: step ?? node)
            return nil
        }
        let count = ((end - start) / width + 1e-9).rounded(.down) + 1
        guard count <= Double(Self.limit) else {
            nodes.log.error("the range has more than \(Self.limit) values", at: node)
            return nil
        }
        let isWhole = Int(exactly: width) != nil && first.type == .int
        var cells: [Cell] = []
        for index in 0..<Int(count) {
            let number = start + Double(index) * width
            let whole = isWhole ? Int(exactly: number) : nil
            let value = whole.map(Value.int) ?? .double(Distribution.sixDigits(number, digits: 12))
            // One wrong value is told once, not for each of the range.
            guard let cell = values.checked(value, for: path, at: node) else { return nil }
            cells.append(cell)
        }
        return cells
    }

    private func bounds(_ node: YAMLNode) -> (YAMLNode, YAMLNode, YAMLNode?)? {
        if let elements = node.elements, (2...3).contains(elements.count) {
            return (elements[0], elements[1], elements.count == 3 ? elements[2] : nil)
        }
        if node.entries != nil {
            let entries = nodes.entries(node, of: "range", known: ["from", "to", "step"])
            if let from = entries["from"], let to = entries["to"] {
                return (from.value, to.value, entries["step"]?.value)
            }
        }
        nodes.log.error("a range is [from, to], [from, to, step] or {from:, to:, step:}", at: node)
        return nil
    }
}
