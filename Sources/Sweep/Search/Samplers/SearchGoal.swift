/// Whether a metric should be small or large.
public enum SearchGoal: String, Hashable, Codable, Sendable {
    case min
    case max

    /// The value as something to make small; +infinity for one that is not finite, which is worse than all others.
    func loss(_ value: Double) -> Double {
        guard value.isFinite else { return .infinity }
        return self == .min ? value : -value
    }
}
