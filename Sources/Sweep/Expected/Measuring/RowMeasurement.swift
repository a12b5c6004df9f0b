/// What was measured for one row of an expected table.
public struct RowMeasurement: Sendable {
    /// The row's name.
    public let row: String
    /// The results, in ascending order of seed.
    public let results: [SeedResult]
    /// How many configurations were tried for it; 1 where nothing was tuned.
    public let configurations: Int
    /// The most values of the metric that one of its runs reported: how many checkpoints were looked at.
    public let checkpoints: Int
    /// Why there is nothing, or less than was planned; nil when nothing is missing.
    public let missing: String?

    /// The results of a row.
    public init(
        row: String,
        results: [SeedResult],
        configurations: Int = 1,
        checkpoints: Int = 1,
        missing: String? = nil
    ) {
        self.row = row
        self.results = results.sorted { $0.seed < $1.seed }
        self.configurations = configurations
        self.checkpoints = checkpoints
        self.missing = missing
    }

    /// What was measured of a metric, by seed; a run that did not report it is left out.
    func values(of metric: String) -> [Int: Double] {
        Dictionary(results.compactMap { result in result.values[metric].map { (result.seed, $0) } }) { first, _ in first
        }
    }
}

/// What one run of a row came to.
public struct SeedResult: Sendable {
    /// The run's seed; 0 for one that has none.
    public let seed: Int
    /// The run's name, for links.
    public let run: String
    /// The values that count, by metric; NaN where the run reported that.
    public let values: [String: Double]
    /// Whether each question of the evaluation was answered right; nil when the run kept none.
    public let items: [String: Bool]?

    /// One run's result.
    public init(seed: Int, run: String, values: [String: Double], items: [String: Bool]? = nil) {
        self.seed = seed
        self.run = run
        self.values = values
        self.items = items
    }
}
