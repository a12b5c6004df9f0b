/// What became of a claim.
public enum Verdict: Hashable, Sendable {
    /// The claim holds, at the table's level.
    case reproduced
    /// The difference has the claimed sign, but its size is not shown to be the claimed one.
    case directionOnly
    /// The opposite holds, at the table's level.
    case contradicted
    /// Neither is shown; about so many seeds (or items) more would be needed for an effect of the size seen.
    case inconclusive(more: Int?)
    /// There are no results.
    case notRun
    /// There are results, and they cannot be compared.
    case notComparable

    /// The word for it, without numbers.
    public var word: String {
        switch self {
        case .reproduced: "REPRODUCED"
        case .directionOnly: "DIRECTION ONLY"
        case .contradicted: "CONTRADICTED"
        case .inconclusive: "INCONCLUSIVE"
        case .notRun: "NOT RUN"
        case .notComparable: "NOT COMPARABLE"
        }
    }
}
