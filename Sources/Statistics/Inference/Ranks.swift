/// Values by rank.
enum Ranks {
    /// The rank of each value, from 1; equal values share the mean of theirs.
    static func average(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Double](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start
            while end + 1 < order.count, values[order[end + 1]] == values[order[start]] { end += 1 }
            for place in start...end { ranks[order[place]] = Double(start + end) / 2 + 1 }
            start = end + 1
        }
        return ranks
    }

    /// How many values share each value that stands more than once.
    static func ties(_ values: [Double]) -> [Double] {
        Dictionary(grouping: values) { $0 }.values.map { Double($0.count) }.filter { $0 > 1 }.sorted()
    }
}
