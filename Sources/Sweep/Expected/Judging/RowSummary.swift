import Statistics

/// A row of the table with what was measured for it.
public struct RowSummary: Sendable {
    /// The row.
    public let row: ExpectedRow
    /// The measurements.
    public let measurement: RowMeasurement
    /// The mean over seeds; nil without results.
    public let mean: Double?
    /// The 95 % interval of the mean; nil of fewer than two seeds.
    public let interval: ClosedRange<Double>?
    /// The mean difference to the baseline row over shared seeds, in the metric's own direction; nil where there is none.
    public let delta: Double?
    /// The 95 % interval of the difference.
    public let deltaInterval: ClosedRange<Double>?
    /// The paper's difference to its baseline row.
    public let paperDelta: Double?

    init(_ row: ExpectedRow, _ table: ExpectedTable, _ measurements: [String: RowMeasurement]) {
        self.row = row
        let empty = RowMeasurement(row: row.id, results: [], missing: "no results")
        measurement = measurements[row.id] ?? empty
        let name = table.metric.name
        let own = measurement.values(of: name)
        mean = own.isEmpty ? nil : Array(own.values).sortedMean
        interval = TTest(sample: own.sorted { $0.key < $1.key }.map(\.value)).flatMap(Self.interval)
        guard let baseline = table.baseline, baseline != row.id else {
            (delta, deltaInterval, paperDelta) = (nil, nil, nil)
            return
        }
        let base = measurements[baseline]?.values(of: name) ?? [:]
        let seeds = Set(own.keys).intersection(base.keys).sorted()
        let pairs = seeds.compactMap { seed in own[seed].flatMap { ours in base[seed].map { ours - $0 } } }
        delta = pairs.isEmpty ? nil : pairs.mean
        deltaInterval = TTest(sample: pairs).flatMap(Self.interval)
        paperDelta = row.paper.flatMap { paper in table.row(baseline)?.paper.map { paper - $0 } }
    }

    private static func interval(_ test: TTest) -> ClosedRange<Double>? {
        test.standardError.isFinite && test.estimate.isFinite ? test.interval(confidence: 0.95) : nil
    }
}

extension [Double] {
    /// The mean of values whose order a dictionary made up.
    fileprivate var sortedMean: Double { sorted().mean }
}
