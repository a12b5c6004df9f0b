/// Spearman's rank correlation: whether one thing goes up when another does, whatever the shape.
public enum RankCorrelation {
    /// Pearson's correlation of the ranks, with ties at their mean rank; nil where one side never changes.
    ///
    /// - Precondition: both have one length, and no value is NaN.
    public static func spearman(_ x: [Double], _ y: [Double]) -> Double? {
        precondition(x.count == y.count, "each value needs its partner")
        guard x.count > 2 else { return nil }
        let (a, b) = (ranks(of: x), ranks(of: y))
        let centre = Double(x.count + 1) / 2
        var products = 0.0
        var squaresA = 0.0
        var squaresB = 0.0
        for index in a.indices {
            products += (a[index] - centre) * (b[index] - centre)
            squaresA += (a[index] - centre) * (a[index] - centre)
            squaresB += (b[index] - centre) * (b[index] - centre)
        }
        let scale = (squaresA * squaresB).squareRoot()
        return scale > 0 ? products / scale : nil
    }

    /// Ranks from 1; equal values share the mean of their places.
    public static func ranks(of values: [Double]) -> [Double] {
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        var ranks = [Double](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            for place in start..<end { ranks[order[place]] = Double(start + end + 1) / 2 }
            start = end
        }
        return ranks
    }
}
