public import Expressions
import RunLog
import Sweep

/// The runs that stand for one row of an expected table.
struct RowResults {
    private let row: ExpectedRow
    private let table: ExpectedTable
    private let matching: [Run]
    private let trials: [TrialRecord]
    private let configurations: Int
    /// The run with the table's metric, by seed.
    let chosen: [Int: Run]

    /// - Throws: ``ReproductionError/twice(row:seed:runs:location:)``.
    init(row: ExpectedRow, table: ExpectedTable, runs: [Run], trials: [TrialRecord]) throws {
        self.row = row
        self.table = table
        matching = runs.filter { row.matches($0.values) }
        self.trials = trials.filter { row.matches($0.rowValues) }
        let groups = Dictionary(grouping: matching) { run in table.tuned.map { run.values[$0] ?? .null } }
        var best: (mean: Double, runs: [Int: Run])?
        var tried = 0
        for group in groups.sorted(by: { "\($0.key)" < "\($1.key)" }).map(\.value) {
            let bySeed = try Self.bySeed(group, row, table)
            guard !bySeed.isEmpty else { continue }
            tried += 1
            let mean = Self.mean(bySeed, table.metric)
            if best.map({ mean > $0.mean }) ?? true { best = (mean, bySeed) }
        }
        chosen = best?.runs ?? [:]
        configurations = max(1, tried)
    }

    /// The finished run of each seed that reports the metric: its latest attempt, and of several stages the last.
    private static func bySeed(_ runs: [Run], _ row: ExpectedRow, _ table: ExpectedTable) throws -> [Int: Run] {
        let finished = runs.filter { $0.state == .finished && $0.summaries[table.metric.name] != nil }
        return try Dictionary(grouping: finished, by: \.seed)
            .mapValues { runs in
                let latest = runs.max { ($0.attempt, $0.id) < ($1.attempt, $1.id) }
                let rivals = Set(runs.filter { $0.stage == latest?.stage }.map(\.key))
                guard rivals.count == 1, let latest else {
                    throw ReproductionError.twice(
                        row: row.id,
                        seed: runs[0].seed,
                        runs: rivals.sorted(),
                        location: row.location
                    )
                }
                return latest
            }
    }

    /// The mean, turned so that more is better.
    private static func mean(_ runs: [Int: Run], _ metric: ExpectedMetric) -> Double {
        let values = runs.sorted { $0.key < $1.key }.compactMap { value(of: metric, in: $0.value) }
        let mean = values.reduce(0, +) / Double(max(1, values.count))
        guard mean.isFinite else { return -.infinity }
        return metric.better == .max ? mean : -mean
    }

    private static func value(of metric: ExpectedMetric, in run: Run) -> Double? {
        guard let summary = run.summaries[metric.name] else { return nil }
        switch (metric.value, metric.better) {
        case (.last, _): return summary.last
        case (.best, .max): return summary.max ?? .nan
        case (.best, .min): return summary.min ?? .nan
        }
    }

    /// What was measured, with the answers that the runs kept.
    ///
    /// - Throws: ``ItemFileError``.
    func measurement(in lab: Lab) throws -> RowMeasurement {
        let metrics = [table.metric] + table.claims.map(\.metric)
        let results = try chosen.map { seed, run in
            let values = metrics.compactMap { metric in Self.value(of: metric, in: run).map { (metric.name, $0) } }
            return SeedResult(
                seed: seed,
                run: run.key,
                values: Dictionary(values) { first, _ in first },
                items: try ItemFile.read("\(lab.runDirectory(run.directory).artifacts)/\(table.items)")
            )
        }
        let counts = chosen.values.compactMap { $0.summaries[table.metric.name]?.count }
        return RowMeasurement(
            row: row.id,
            results: results,
            configurations: configurations,
            checkpoints: table.metric.value == .best ? counts.max() ?? 1 : 1,
            missing: missing
        )
    }

    /// Why the row has no results, or fewer than the first look wants.
    private var missing: String? {
        guard chosen.count < table.seeds.min else { return nil }
        let latest = Dictionary(grouping: matching, by: \.key).values.compactMap { $0.max { $0.attempt < $1.attempt } }
        let open = latest.filter { $0.state != .finished }.sorted { ($0.seed, $0.id) < ($1.seed, $1.id) }
        var reasons = open.map { "seed \($0.seed) \($0.state.rawValue): \($0.evidence)" }
        let started = Set(latest.map(\.key))
        let waiting = trials.count { !started.contains($0.key) }
        if waiting > 0, latest.count < trials.count { reasons.append("\(waiting) not started") }
        let silent = latest.count { $0.state == .finished && $0.summaries[table.metric.name] == nil }
        if silent > 0 { reasons.append("\(silent) finished without reporting \(table.metric.name)") }
        if trials.isEmpty, matching.isEmpty { reasons.append("never submitted here") }
        return reasons.isEmpty ? "\(chosen.count) of \(table.seeds.min) seeds" : reasons.joined(separator: "; ")
    }
}

extension Run {
    /// The configuration as expressions and rows know it.
    var values: [String: Value] { parameters.mapValues { Value(stored: $0) } }

    /// The seed; 0 for a run that has none.
    var seed: Int { parameters["seed"]?.intValue.map(Int.init) ?? 0 }
}

extension TrialRecord {
    /// The configuration as the rows of expected tables know it.
    public var rowValues: [String: Value] {
        Dictionary(configuration.leaves.map { ($0.key, Value(stored: $0.value)) }) { first, _ in first }
    }
}

extension Value {
    /// A value of the store; an object, which no leaf is, is null.
    init(stored json: JSONValue) {
        switch json {
        case .null, .object: self = .null
        case .bool(let bool): self = .bool(bool)
        case .int(let int): self = .int(Int(int))
        case .double(let double): self = .double(double)
        case .string(let string): self = .string(string)
        case .array(let array): self = .list(array.map { Value(stored: $0) })
        }
    }
}
