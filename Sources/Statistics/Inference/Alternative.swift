/// What a test looks for beside "there is nothing".
public enum Alternative: String, CaseIterable, Hashable, Sendable {
    /// A difference in either direction.
    case twoSided = "two-sided"
    /// That the first is larger.
    case greater
    /// That the first is smaller.
    case less
}

extension Alternative {
    /// The p-value of a statistic, from the probabilities of one as large and of one as small.
    func probability(above: Double, below: Double) -> Double {
        switch self {
        case .twoSided: Swift.min(1, 2 * Swift.min(above, below))
        case .greater: above
        case .less: below
        }
    }
}
