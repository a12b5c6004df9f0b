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
    /// Where the spec says so; nil when it does not.
    public var location: SourceLocation?
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
