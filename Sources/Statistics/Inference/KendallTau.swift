/// Kendall's τ-b: how far two rankings of the same things agree, from −1 to 1.
public struct KendallTau: Hashable, Sendable {
    /// The coefficient; NaN when either ranking has all things equal.
    public let tau: Double
    private let concordance: Double
    private let discordant: Int
    private let count: Int
    private let firstTies: [Double]
    private let secondTies: [Double]

    /// The agreement of two lists.
    ///
    /// - Precondition: Both have one length, at least 2.
    public init(_ first: [Double], _ second: [Double]) {
        precondition(first.count == second.count && first.count > 1, "Rankings of the same two things or more")
        count = first.count
        (firstTies, secondTies) = (Ranks.ties(first), Ranks.ties(second))
        var (agree, disagree) = (0, 0)
        for left in 0..<count {
            for right in 0..<left {
                let sign = (first[left] - first[right]) * (second[left] - second[right])
                if sign > 0 { agree += 1 } else if sign < 0 { disagree += 1 }
            }
        }
        concordance = Double(agree - disagree)
        discordant = disagree
        let pairs = Double(count * (count - 1) / 2)
        let tied = { (ties: [Double]) in ties.reduce(0) { $0 + $1 * ($1 - 1) / 2 } }
        tau = concordance / ((pairs - tied(firstTies)) * (pairs - tied(secondTies))).squareRoot()
    }

    /// The p-value if all orders are equally likely: exact up to 33 things without ties, else by the normal distribution.
    public func probability(_ alternative: Alternative) -> Double {
        firstTies.isEmpty && secondTies.isEmpty && count <= 33 ? exact(alternative) : normal(alternative)
    }

    /// By the number of permutations with so many inversions.
    private func exact(_ alternative: Alternative) -> Double {
        var ways = [1.0]
        for length in 2...count {
            var next = [Double](repeating: 0, count: ways.count + length - 1)
            for (inversions, share) in ways.enumerated() {
                for more in 0..<length { next[inversions + more] += share / Double(length) }
            }
            ways = next
        }
        return alternative.probability(above: ways[...discordant].reduce(0, +), below: ways[discordant...].reduce(0, +))
    }

    /// Kendall, "Rank Correlation Methods", 1970, with the variance under ties in both lists.
    private func normal(_ alternative: Alternative) -> Double {
        let n = Double(count)
        let sums = [firstTies, secondTies]
            .map { ties in
                (
                    pairs: ties.reduce(0) { $0 + $1 * ($1 - 1) },
                    triples: ties.reduce(0) { $0 + $1 * ($1 - 1) * ($1 - 2) },
                    weighted: ties.reduce(0) { $0 + $1 * ($1 - 1) * (2 * $1 + 5) }
                )
            }
        let m = n * (n - 1)
        var variance = (m * (2 * n + 5) - sums[0].weighted - sums[1].weighted) / 18
        variance += sums[0].pairs * sums[1].pairs / (2 * m)
        variance += count > 2 ? sums[0].triples * sums[1].triples / (9 * m * (n - 2)) : 0
        let z = concordance / variance.squareRoot()
        return alternative.probability(
            above: StandardNormal.probability(below: -z),
            below: StandardNormal.probability(below: z)
        )
    }
}
