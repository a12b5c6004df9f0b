/// McNemar's test of two right-or-wrong results on the same items: only items on which the two differ count.
public struct McNemarTest: Hashable, Sendable {
    /// Items that only the first has right.
    public let onlyFirst: Int
    /// Items that only the second has right.
    public let onlySecond: Int

    /// The test of those counts.
    public init(onlyFirst: Int, onlySecond: Int) {
        self.onlyFirst = onlyFirst
        self.onlySecond = onlySecond
    }

    /// The exact p-value: among items on which they differ, either is right as often as a coin says.
    public func exactProbability(_ alternative: Alternative) -> Double {
        alternative.probability(
            above: Self.coin(onlyFirst + onlySecond, atLeast: onlyFirst),
            below: Self.coin(onlyFirst + onlySecond, atLeast: onlySecond)
        )
    }

    /// The two-sided p-value of the χ² statistic (|b − c| − correction)² / (b + c), where the correction is 1 or 0.
    public func approximateProbability(continuity: Bool) -> Double {
        let differing = Double(onlyFirst + onlySecond)
        guard differing > 0 else { return 1 }
        let gap = abs(Double(onlyFirst - onlySecond)) - (continuity ? 1 : 0)
        return 2 * StandardNormal.probability(below: -abs(gap) / differing.squareRoot())
    }

    /// The probability of at least so many heads in so many throws: I½(k, n − k + 1).
    static func coin(_ throwCount: Int, atLeast heads: Int) -> Double {
        guard heads > 0 else { return 1 }
        return SpecialFunctions.incompleteBeta(0.5, rest: 0.5, Double(heads), Double(throwCount - heads + 1))
    }
}

/// The sign test of paired differences, which are left out where they are 0: it needs no spread and no shape.
public enum SignTest {
    /// The p-value; `greater` asks whether differences above 0 are the rule.
    public static func probability(_ differences: [Double], _ alternative: Alternative) -> Double {
        let above = differences.count { $0 > 0 }
        let below = differences.count { $0 < 0 }
        return McNemarTest(onlyFirst: above, onlySecond: below).exactProbability(alternative)
    }
}
