import Statistics

/// A point that was tried, and what came of it.
public struct Observation: Hashable, Codable, Sendable {
    /// What came of a trial.
    public enum Outcome: Hashable, Codable, Sendable {
        /// It ran to its end; one value of the metric for each of its seeds.
        case finished([Double])
        /// Early stopping ended it after a step, with these values by then.
        case stopped(step: Int, [Double])
        /// It gave no value.
        case failed
    }

    /// What was tried.
    public let point: SearchPoint
    /// What came of it.
    public let outcome: Outcome

    /// What came of a point.
    public init(_ point: SearchPoint, _ outcome: Outcome) {
        self.point = point
        self.outcome = outcome
    }

    /// A trial that ran to its end, with the metric's value for each of its seeds.
    public init(_ point: SearchPoint, values: Double...) {
        self.init(point, .finished(values))
    }

    /// The order in which observations rank, best first.
    ///
    /// Finished ones by the mean over their seeds; then stopped ones, those that came further first; then failures.
    /// A value that is not a finite number makes its trial a failure: it diverged on one of its seeds.
    func rank(goal: SearchGoal) -> Rank {
        switch outcome {
        case .finished(let values): Rank(group: 0, steps: 0, loss: goal.loss(values.mean))
        case .stopped(let step, let values): Rank(group: 1, steps: -step, loss: goal.loss(values.mean))
        case .failed: Rank(group: 2, steps: 0, loss: .infinity)
        }
    }

    struct Rank: Comparable {
        let group: Int
        let steps: Int
        let loss: Double

        var isFailure: Bool { loss == .infinity }

        static func < (left: Self, right: Self) -> Bool {
            if left.isFailure != right.isFailure { return right.isFailure }
            return (left.group, left.steps, left.loss) < (right.group, right.steps, right.loss)
        }
    }
}
