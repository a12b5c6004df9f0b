/// How a test that is looked at several times, with more data at each look, spends its chance of a false positive.
///
/// The cumulative share follows Lan and DeMets, "Discrete sequential boundaries for clinical trials", 1983, in the form
/// that resembles O'Brien and Fleming's: almost nothing early, nearly all at the end. What is spent at a look is used
/// there as a plain level. The sum of all levels is α, so the chance of a false positive at any look is at most α
/// whatever the test and however the looks depend on one another; the exact boundaries of the normal case would be a
/// little wider and would hold for that case only.
public struct AlphaSpending: Hashable, Sendable {
    /// The part of the final data that is there at each look, ascending, the last 1.
    public let fractions: [Double]

    /// The plan of looks at these sizes, such as numbers of seeds.
    ///
    /// - Precondition: They ascend from above 0, and there is at least one.
    public init(sizes: [Int]) {
        precondition(
            sizes.first.map { $0 > 0 } == true && zip(sizes, sizes.dropFirst()).allSatisfy(<),
            "Looks come at ascending sizes"
        )
        fractions = sizes.map { Double($0) / Double(sizes[sizes.count - 1]) }
    }

    /// The share of α that is spent once that fraction of the data is there: 2 − 2Φ(z / √t), where z is the upper α/2 point.
    public static func cumulative(_ alpha: Double, at fraction: Double) -> Double {
        guard fraction < 1 else { return alpha }
        let z = -StandardNormal.quantile(alpha / 2)
        return 2 * StandardNormal.probability(below: -z / fraction.squareRoot())
    }

    /// The level of the test at each look; together α.
    public func levels(_ alpha: Double) -> [Double] {
        let spent = fractions.map { Self.cumulative(alpha, at: $0) }
        return zip(spent, [0] + spent).map { $0 - $1 }
    }

    /// One p-value of all looks so far: the smallest α at which one of them would have been positive.
    ///
    /// It is a p-value like any other, so Holm's correction may follow it. α above 0.3 is not told apart from 1: from
    /// there on more α could mean less at a single look. `looks` holds the p-value of each look so far.
    public func probability(_ looks: [Double]) -> Double {
        guard !looks.isEmpty else { return 1 }
        let isPositive = { (alpha: Double) in zip(looks, levels(alpha)).contains { $0 <= $1 } }
        var (low, high) = (0.0, 0.3)
        if fractions.count == 1 { return looks[0] }
        guard isPositive(high) else { return 1 }
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if isPositive(middle) { high = middle } else { low = middle }
        }
        return high
    }
}
