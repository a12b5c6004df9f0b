/// Whether a trial goes on, and why.
public struct StoppingVerdict: Hashable, Sendable, CustomStringConvertible {
    /// What a verdict rests on.
    public enum Reason: Hashable, Sendable {
        /// Nothing is decided at this step.
        case notDue
        /// Too few trials to compare with.
        case tooFew(have: Int, need: Int)
        /// The trial's place among those that reached a rung, and the last place that goes on.
        case rung(Int, place: Int, of: Int, last: Int)
        /// The trial's best value so far, and the median of those of finished trials at the same step.
        case median(step: Int, best: Double, median: Double)
    }

    /// Whether the trial should end now.
    public let stops: Bool
    /// What the verdict rests on.
    public let reason: Reason

    static func goOn(_ reason: Reason) -> Self { Self(stops: false, reason: reason) }
    static func stop(_ reason: Reason) -> Self { Self(stops: true, reason: reason) }

    /// One line for a log: the decision, then its ground.
    public var description: String {
        (stops ? "stop: " : "continue: ") + ground
    }

    /// The ground in a few words, as evidence beside a run's state: `ASHA rung 27, rank 9 of 12`.
    public var evidence: String {
        switch reason {
        case .rung(let rung, let place, let count, _): "ASHA rung \(rung), rank \(place) of \(count)"
        case .median(let step, let best, let median): "best \(best) by step \(step), median of finished runs \(median)"
        case .notDue, .tooFew: ground
        }
    }

    private var ground: String {
        switch reason {
        case .notDue: "nothing is decided at this step"
        case .tooFew(let have, let need): "\(have) of the \(need) trials to compare with"
        case .rung(let rung, let place, let count, let last):
            "place \(place) of \(count) at step \(rung), where the first \(last) go on"
        case .median(let step, let best, let median):
            "best value \(best) by step \(step), where finished trials have a median of \(median)"
        }
    }
}
