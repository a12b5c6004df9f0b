/// A metric's name and how widely it is logged.
public struct MetricOverview: Hashable, Sendable {
    /// Its name, such as `train/loss`.
    public let name: String
    /// How many runs logged it.
    public let runs: Int
    /// How many points there are of it.
    public let points: Int
    /// Whether less or more is better.
    public let goal: MetricGoal

    /// A metric with its counts.
    public init(name: String, runs: Int, points: Int, goal: MetricGoal) {
        self.name = name
        self.runs = runs
        self.points = points
        self.goal = goal
    }
}
