/// Everything that the dashboard shows, as values: the same content always makes the same files, byte for byte.
public struct SiteContent: Sendable {
    /// What the lab is called, in the title of each page.
    public let lab: String
    /// In the order in which the home page lists them.
    public let sweeps: [Sweep]
    /// The curves of each metric, by the metric's name.
    public let series: [String: [Curve]]
    /// The end of each run's `log.txt`, by the run's id.
    public let logTails: [Run.ID: String]

    public init(lab: String, sweeps: [Sweep], series: [String: [Curve]], logTails: [Run.ID: String] = [:]) {
        self.lab = lab
        self.sweeps = sweeps
        self.series = series
        self.logTails = logTails
    }

    /// One sweep and all attempts at its trials.
    public struct Sweep: Sendable {
        public let name: String
        public let runs: [Run]
        /// What the sweep is about. Nil lets the page assume one from the metrics' names, and say so.
        public let objective: Objective?

        public init(name: String, runs: [Run], objective: Objective? = nil) {
            self.name = name
            self.runs = runs
            self.objective = objective
        }
    }

    /// The points of one metric of one run.
    public struct Curve: Sendable {
        public let run: Run.ID
        public let points: Series

        public init(run: Run.ID, points: Series) {
            self.run = run
            self.points = points
        }
    }

    /// The metric that tells a good run from a bad one.
    public struct Objective: Hashable, Sendable {
        public let metric: String
        public let goal: Goal

        public init(metric: String, goal: Goal) {
            self.metric = metric
            self.goal = goal
        }
    }

    /// Which way a metric should go.
    public enum Goal: String, Sendable {
        case minimize = "min"
        case maximize = "max"
    }
}
