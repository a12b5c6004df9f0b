/// A claim with what was found about it.
public struct ClaimVerdict: Sendable {
    /// The claim.
    public let claim: Claim
    /// What became of it.
    public let verdict: Verdict
    /// The difference that it is about, positive where it is as claimed, in the metric's units (over items: in shares of
    /// right answers; of an order: τ); nil without evidence.
    public let estimate: Double?
    /// The 95 % interval of the estimate.
    public let interval: ClosedRange<Double>?
    /// The p-value that the claim holds, of all looks so far and corrected for the table's other claims; nil without evidence.
    public let support: Double?
    /// The same for its opposite.
    public let against: Double?
    /// How many seeds, or items, it rests on.
    public let size: Int
    /// What those are.
    public let units: ExpectedTable.Units
    /// How often it was looked at.
    public let looks: Int
    /// Why there is no evidence, and what else a reader should know.
    public let notes: [String]
}
