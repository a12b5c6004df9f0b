/// How rows are chosen from the space.
public struct Search: Hashable, Sendable {
    /// The ways there are.
    public enum Method: String, CaseIterable, Hashable, Sendable {
        /// Every row of the product.
        case grid
        /// Independent draws.
        case random
        /// A low-discrepancy sequence.
        case sobol
        /// A tree-structured Parzen estimator, which learns from finished trials.
        case tpe
    }

    /// The way.
    public var method: Method = .grid
    /// How many rows to draw; nil for a grid, which has all.
    public var trials: Int?
    /// Where all draws of the sweep start from.
    public var seed = 0
    /// What a learning method optimises.
    public var objective: Objective?
    /// Which value of the metric counts.
    public var value: Choice = .last
    /// Where the spec says so; nil when it does not.
    public var location: SourceLocation?

    /// Which of the values that a trial reports stands for it.
    public enum Choice: String, CaseIterable, Hashable, Sendable {
        /// The one at the highest step.
        case last
        /// The best of all steps.
        case best
    }

    /// How many rows of a search that learns are chosen before it has learned anything.
    ///
    /// A third of all, between 2 and 10.
    public var startup: Int {
        let trials = trials ?? 0
        return min(trials, 10, max(2, trials / 3))
    }
}

/// A metric and which direction of it is better.
public struct Objective: Hashable, Sendable {
    /// The metric's name, such as `eval/mme`.
    public let metric: String
    /// Which direction is better.
    public let goal: Goal

    /// A metric and its direction.
    public init(metric: String, goal: Goal) {
        self.metric = metric
        self.goal = goal
    }
}
