import Expressions

/// Reads `zip: {a: [1, 2], b: [3, 4]}`: keys that move together.
struct ZipReader {
    let values: ValueReader
    let nodes: NodeReader

    func read(_ node: YAMLNode, key: YAMLKey) -> Axis? {
        guard let entries = node.entries, !entries.isEmpty else {
            nodes.log.error("'zip' must be a mapping from keys to lists of equal length, not \(node.kind)", at: node)
            return nil
        }
        if values.schema?.parameter(key.text) != nil {
            let advice = "Give the axis a name of its own."
            nodes.log.error(
                "'\(key.text)' is a key of the trainer and cannot name a 'zip'",
                at: key.location,
                advice: advice
            )
            return nil
        }
        let columns = entries.map { column($0) }
        guard !columns.contains(nil), checkLengths(entries, columns.compactMap { $0?.count }) else { return nil }
        let cells = columns.compactMap { $0 }
        guard let count = cells.first?.count, count > 0 else {
            nodes.log.error("the axis '\(key.text)' has no values, so there would be no runs", at: node)
            return nil
        }
        let rows = (0..<count).map { row in cells.map { $0[row] } }
        return Axis(
            name: key.text,
            location: key.location,
            domain: .zip(paths: entries.map(\.key.text), rows: rows)
        )
    }

    private func column(_ entry: YAMLNode.Entry) -> [Cell]? {
        guard values.checkKey(entry.key) else { return nil }
        guard let elements = entry.value.elements else {
            nodes.log.error("'\(entry.key.text)' needs a list of values, not \(entry.value.kind)", at: entry.value)
            return nil
        }
        let cells = elements.compactMap { values.cell($0, for: entry.key.text) }
        return cells.count == elements.count ? cells : nil
    }

    private func checkLengths(_ entries: [YAMLNode.Entry], _ lengths: [Int]) -> Bool {
        for (entry, length) in zip(entries, lengths) where length != lengths[0] {
            let first = "'\(entries[0].key.text)' has \(lengths[0])"
            nodes.log.error(
                "the lists of a zip must be equally long: \(first) values, '\(entry.key.text)' has \(length)",
                at: entry.value
            )
            return false
        }
        return true
    }
}
