/// Wilcoxon's signed-rank test of paired differences, which are left out where they are 0.
public struct SignedRankTest: Hashable, Sendable {
    /// How a p-value is found.
    public enum Method: Hashable, Sendable {
        /// Exactly: all signs of the ranks at hand, ties included, are equally likely.
        case exact
        /// By the normal distribution, with the variance corrected for ties and no correction of continuity.
        case normal
        /// Exactly up to 50 differences without ties and up to 13 with ties or zeros, else by the normal distribution.
        case automatic
    }

    /// The sum of the ranks of positive differences.
    public let positive: Double
    /// The sum of the ranks of negative differences.
    public let negative: Double
    private let ranks: [Double]
    private let ties: [Double]
    private let total: Int

    /// The test of differences; nil when none is left that is not 0.
    public init?(_ differences: [Double]) {
        let kept = differences.filter { $0 != 0 }
        guard !kept.isEmpty else { return nil }
        let sizes = kept.map(abs)
        ranks = Ranks.average(sizes)
        ties = Ranks.ties(sizes)
        total = differences.count
        positive = zip(kept, ranks).reduce(0) { $0 + ($1.0 > 0 ? $1.1 : 0) }
        negative = ranks.reduce(0, +) - positive
    }

    /// The p-value; `greater` asks whether the differences lie above 0.
    public func probability(_ alternative: Alternative, method: Method = .automatic) -> Double {
        switch method {
        case .exact: return exact(alternative)
        case .normal: return normal(alternative)
        case .automatic:
            let isPlain = ties.isEmpty && ranks.count == total
            return total <= (isPlain ? 50 : 13) ? exact(alternative) : normal(alternative)
        }
    }

    /// The number of ways to each rank sum, in halves so that shared ranks are whole too.
    private func exact(_ alternative: Alternative) -> Double {
        let doubled = ranks.map { Int(2 * $0) }
        var ways = [Double](repeating: 0, count: doubled.reduce(0, +) + 1)
        ways[0] = 1
        var reach = 0
        for rank in doubled {
            for sum in stride(from: reach, through: 0, by: -1) where ways[sum] > 0 { ways[sum + rank] += ways[sum] }
            reach += rank
        }
        let place = Int((2 * positive).rounded())
        let all = ways.reduce(0, +)
        return alternative.probability(
            above: ways[place...].reduce(0, +) / all,
            below: ways[...place].reduce(0, +) / all
        )
    }

    private func normal(_ alternative: Alternative) -> Double {
        let n = Double(ranks.count)
        let correction = ties.reduce(0) { $0 + $1 * ($1 * $1 - 1) } / 2
        let deviation = ((n * (n + 1) * (2 * n + 1) - correction) / 24).squareRoot()
        let z = (positive - n * (n + 1) / 4) / deviation
        return alternative.probability(
            above: StandardNormal.probability(below: -z),
            below: StandardNormal.probability(below: z)
        )
    }
}
