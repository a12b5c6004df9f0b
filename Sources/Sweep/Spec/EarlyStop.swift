/// When a run is stopped before its end.
public struct EarlyStop: Hashable, Sendable {
    /// The ways there are.
    public enum Method: String, CaseIterable, Hashable, Sendable {
        /// Every run goes to its end.
        case none
        /// Asynchronous successive halving.
        case asha
        /// A run below the median of the others at the same step stops.
        case median
    }

    /// The way.
    public var method: Method = .none
    /// What runs are compared by; nil for the sweep's own metric.
    public var objective: Objective?
    /// No run stops before this step.
    public var minSteps = 1
    /// The last step of a run, at which ASHA has nothing left to decide; nil when it is not known.
    public var maxSteps: Int?
    /// ASHA keeps one run in this many at each rung.
    public var reduction = 3
    /// The median rule waits until this many runs have reached the step.
    public var minRuns = 3
    /// Whether rows that an expected table names may be stopped too.
    public var includesExpected = false
}
