/// A rule that ends trials that will not be the best, from their metric as it arrives.
public enum EarlyStopping: Hashable, Sendable {
    case asha(ASHA)
    case median(MedianRule)

    /// Takes note of a value and says whether the trial goes on.
    public mutating func report(trial: String, step: Int, value: Double) -> StoppingVerdict {
        switch self {
        case .asha(var rule):
            let verdict = rule.report(trial: trial, step: step, value: value)
            self = .asha(rule)
            return verdict
        case .median(var rule):
            let verdict = rule.report(trial: trial, step: step, value: value)
            self = .median(rule)
            return verdict
        }
    }

    /// Takes note that a trial ran to its end.
    public mutating func finish(trial: String) {
        guard case .median(var rule) = self else { return }
        rule.finish(trial: trial)
        self = .median(rule)
    }
}
