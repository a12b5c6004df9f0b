/// Everything that the dashboard shows, as values: the same content always makes the same files, byte for byte.
public struct SiteContent: Sendable {
    /// What the lab is called, in the title of each page.
    public let lab: String
    /// In the order in which the home page lists them.
    public let sweeps: [Sweep]
    /// Attempts that no sweep of the content holds, because a later attempt stands in their place: they have cost as much.
    public let replaced: [Run]
    /// The curves of each metric, by the metric's name.
    public let series: [String: [Curve]]
    /// The end of each run's `log.txt`, by the run's id.
    public let logTails: [Run.ID: String]
    /// What else is known of runs, by the run's id.
    public let records: [Run.ID: RunRecords]
    /// Expected tables beside what was measured, in the order in which the home page lists them.
    public let reproductions: [Reproduction]

    /// Curves, logs and records of runs that no sweep holds are left out.
    public init(
        lab: String,
        sweeps: [Sweep],
        replaced: [Run] = [],
        series: [String: [Curve]],
        logTails: [Run.ID: String] = [:],
        records: [Run.ID: RunRecords] = [:],
        reproductions: [Reproduction] = []
    ) {
        self.lab = lab
        self.sweeps = sweeps
        self.replaced = replaced
        self.series = series
        self.logTails = logTails
        self.records = records
        self.reproductions = reproductions
    }

    /// One sweep and all attempts at its trials.
    public struct Sweep: Sendable {
        /// Its name, which no other sweep of the content has.
        public let name: String
        /// All attempts, in any order.
        public let runs: [Run]
        /// What the sweep is about.
        ///
        /// Nil lets the page assume one from the metrics' names, and say so.
        public let objective: Objective?

        /// A sweep with its runs, which may be none yet.
        public init(name: String, runs: [Run], objective: Objective? = nil) {
            self.name = name
            self.runs = runs
            self.objective = objective
        }
    }

    /// The points of one metric of one run.
    public struct Curve: Sendable {
        /// The run that logged the points.
        public let run: Run.ID
        /// All of them, or fewer: the site keeps at most 1000.
        public let points: Series

        /// A run's points of the metric that it is filed under.
        public init(run: Run.ID, points: Series) {
            self.run = run
            self.points = points
        }
    }

    /// The metric that tells a good run from a bad one.
    public struct Objective: Hashable, Sendable {
        /// Its name, such as `eval/mme`.
        public let metric: String
        /// Whether more of it is better, or less.
        public let goal: Goal

        /// A metric and its direction.
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
