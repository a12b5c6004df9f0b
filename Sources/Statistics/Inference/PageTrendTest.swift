/// Page's test for a trend over ordered conditions that each subject went through, such as depths that each seed trained.
///
/// It asks whether the conditions differ at all, in the given order; it does not show that each step goes up.
public struct PageTrendTest: Hashable, Sendable {
    /// Page's L: the conditions' rank sums, weighted by their place.
    public let statistic: Double
    private let subjects: Int
    private let conditions: Int

    /// The test of rows of values, one row a subject and in it one value a condition, in the order in which they
    /// should grow; ties within a row share their ranks.
    ///
    /// - Precondition: The rows have one length, at least 2, and there is at least one.
    public init(_ rows: [[Double]]) {
        let count = rows.first?.count ?? 0
        precondition(count > 1 && rows.allSatisfy { $0.count == count }, "Page's test needs rows of one length")
        subjects = rows.count
        conditions = count
        statistic = rows.reduce(0) { sum, row in
            sum + zip(Ranks.average(row), 1...).reduce(0) { $0 + $1.0 * Double($1.1) }
        }
    }

    /// The p-value if every order of each row's ranks is equally likely.
    ///
    /// From all orders, which ends with seven or eight conditions.
    public func exactProbability() -> Double {
        let one = Self.rowSums(conditions)
        var shares = [1.0]
        for _ in 0..<subjects {
            var next = [Double](repeating: 0, count: shares.count + one.count - 1)
            for (sum, share) in shares.enumerated() where share > 0 {
                for (more, part) in one.enumerated() { next[sum + more] += share * part }
            }
            shares = next
        }
        return shares.dropFirst(Int(statistic.rounded(.up))).reduce(0, +)
    }

    /// The p-value by the normal distribution.
    public func normalProbability() -> Double {
        let (m, n) = (Double(subjects), Double(conditions))
        let mean = m * n * (n + 1) * (n + 1) / 4
        let variance = m * n * n * (n + 1) * (n * n - 1) / 144
        return StandardNormal.probability(below: -(statistic - mean) / variance.squareRoot())
    }

    /// The share of the permutations of 1...n with each sum of place × rank.
    private static func rowSums(_ n: Int) -> [Double] {
        var counts = [Double](repeating: 0, count: n * (n + 1) * (2 * n + 1) / 6 + 1)
        var ranks = Array(1...n)
        func permute(_ place: Int, _ sum: Int) {
            guard place < n else {
                counts[sum] += 1
                return
            }
            for other in place..<n {
                ranks.swapAt(place, other)
                permute(place + 1, sum + (place + 1) * ranks[place])
                ranks.swapAt(place, other)
            }
        }
        permute(0, 0)
        let all = counts.reduce(0, +)
        return counts.map { $0 / all }
    }
}
