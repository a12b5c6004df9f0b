/// A regression tree: the mean of what falls into the same box, boxes cut where that lowers the squared error most.
///
/// Breiman, Friedman, Olshen and Stone, "Classification and Regression Trees", 1984.
struct RegressionTree {
    private enum Node {
        case leaf(Double)
        case split(feature: Int, threshold: Double, below: Int, above: Int)
    }

    private var nodes: [Node] = []

    /// How deep a tree grows, and how few rows a leaf may hold.
    private static let deepest = 12
    private static let fewest = 3

    /// Grows a tree.
    ///
    /// - Parameters:
    ///   - features: A column for each feature.
    ///   - target: What to predict, a value a row.
    ///   - rows: The rows to learn from; one may come several times.
    ///   - tried: How many features each cut may choose from.
    ///   - random: Chooses them.
    init(features: [[Double]], target: [Double], rows: [Int], tried: Int, random: inout RandomStream) {
        var rows = rows
        _ = grow(features, target, &rows, 0..<rows.count, depth: 0, tried, &random)
    }

    /// The prediction for a row, whose value of feature `f` is `value(f)`.
    func prediction(_ value: (Int) -> Double) -> Double {
        var index = nodes.count - 1
        while true {
            switch nodes[index] {
            case .leaf(let mean): return mean
            case .split(let feature, let threshold, let below, let above):
                index = value(feature) <= threshold ? below : above
            }
        }
    }

    /// Returns the node's index: a parent comes after its children, so the root is last.
    private mutating func grow(
        _ features: [[Double]],
        _ target: [Double],
        _ rows: inout [Int],
        _ range: Range<Int>,
        depth: Int,
        _ tried: Int,
        _ random: inout RandomStream
    ) -> Int {
        let cut =
            depth < Self.deepest && range.count >= 2 * Self.fewest
            ? bestCut(features, target, rows[range], Self.choice(tried, of: features.count, &random)) : nil
        guard let cut else {
            nodes.append(.leaf(rows[range].reduce(0) { $0 + target[$1] } / Double(max(1, range.count))))
            return nodes.count - 1
        }
        let column = features[cut.feature]
        let ordered =
            rows[range].filter { column[$0] <= cut.threshold } + rows[range].filter { column[$0] > cut.threshold }
        rows.replaceSubrange(range, with: ordered)
        let middle = range.lowerBound + rows[range].count { column[$0] <= cut.threshold }
        let below = grow(features, target, &rows, range.lowerBound..<middle, depth: depth + 1, tried, &random)
        let above = grow(features, target, &rows, middle..<range.upperBound, depth: depth + 1, tried, &random)
        nodes.append(.split(feature: cut.feature, threshold: cut.threshold, below: below, above: above))
        return nodes.count - 1
    }

    /// The cut that leaves the smallest sum of squares on its two sides.
    private func bestCut(_ features: [[Double]], _ target: [Double], _ rows: ArraySlice<Int>, _ chosen: [Int])
        -> (feature: Int, threshold: Double)?
    {
        let total = rows.reduce(0) { $0 + target[$1] }
        let count = Double(rows.count)
        var best = total * total / count * (1 + 1e-12) + 1e-300
        var found: (feature: Int, threshold: Double)?
        for feature in chosen {
            let column = features[feature]
            let ordered = rows.sorted { column[$0] < column[$1] }
            var left = 0.0
            for place in 1..<ordered.count {
                left += target[ordered[place - 1]]
                let (low, high) = (column[ordered[place - 1]], column[ordered[place]])
                guard low < high, place >= Self.fewest, ordered.count - place >= Self.fewest else { continue }
                let right = total - left
                let gain = left * left / Double(place) + right * right / (count - Double(place))
                if gain > best {
                    best = gain
                    found = (feature, low + (high - low) / 2)
                }
            }
        }
        return found
    }

    private static func choice(_ tried: Int, of count: Int, _ random: inout RandomStream) -> [Int] {
        var all = Array(0..<count)
        for place in 0..<min(tried, count) { all.swapAt(place, place + random.index(below: count - place)) }
        return all.prefix(tried).sorted()
    }
}
