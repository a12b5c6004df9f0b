import Expressions
import RunLog
public import Sweep

/// Finds the runs of an expected table's rows in a store.
public struct ReproductionReader {
    private let store: Store
    private let table: ExpectedTable
    private let sweep: String

    /// A reader of one sweep's runs.
    public init(_ store: Store, table: ExpectedTable, sweep: String) {
        self.store = store
        self.table = table
        self.sweep = sweep
    }

    /// The report as the store stands now.
    ///
    /// - Throws: ``ReproductionError`` when rows mean no run or several, or the metric does not exist; ``StoreError``;
    ///   ``ItemFileError``.
    public func read() throws -> Reproduction {
        let trials = try store.trials(of: sweep)
        let runs = try candidates(trials)
        try check(trials, runs)
        try checkMetrics(runs)
        var chosen: [String: [Run]] = [:]
        var measurements: [RowMeasurement] = []
        for row in table.rows {
            let results = try RowResults(row: row, table: table, runs: runs, trials: trials)
            chosen[row.id] = results.chosen.sorted { $0.key < $1.key }.map(\.value)
            measurements.append(try results.measurement(in: store.lab))
        }
        let name = table.path.split(separator: "/").last.map(String.init) ?? table.path
        let history = try store.expectations().first { $0.versions[0].sweep == sweep && $0.versions[0].name == name }
        return Reproduction(
            sweep: sweep,
            report: TableReport(table, measurements: measurements),
            runs: chosen,
            history: history
        )
    }

    /// The runs of the trials that the sweep has now, whichever sweep they were submitted under; without trials, all runs.
    private func candidates(_ trials: [TrialRecord]) throws -> [Run] {
        let own = try store.runs(RunQuery(sweep: sweep))
        guard !trials.isEmpty else { return own }
        let keys = trials.map(\.key)
        let shared = try store.runs(RunQuery(keys: keys))
        let known = Set(shared.map(\.id))
        // Stages have keys of their own; a run of a trial that the sweep no longer has lost its number.
        return shared + own.filter { !known.contains($0.id) && ($0.trial != nil || $0.stage != "run") }
    }

    private func check(_ trials: [TrialRecord], _ runs: [Run]) throws {
        let configurations = trials.isEmpty ? runs.map { $0.values } : trials.map { $0.rowValues }
        guard !configurations.isEmpty else { return }
        let problems = RowCheck(table, configurations: configurations).diagnostics(sweep: sweep)
        guard problems.isEmpty else { throw ReproductionError.table(problems) }
    }

    /// A metric that no finished run reports is a mistake in the table, not a missing result.
    private func checkMetrics(_ runs: [Run]) throws {
        let finished = runs.filter { $0.state == .finished && !$0.summaries.isEmpty }
        guard !finished.isEmpty else { return }
        let names = Set(finished.flatMap(\.summaries.keys))
        for metric in [table.metric] + table.claims.map(\.metric) where !names.contains(metric.name) {
            throw ReproductionError.noMetric(
                name: metric.name,
                sweep: sweep,
                location: metric.location,
                suggestion: Spelling.nearest(to: metric.name, among: names.sorted())
            )
        }
    }
}

/// Why a table cannot be held against a sweep's runs.
public enum ReproductionError: Error, Sendable, CustomStringConvertible {
    /// Rows mean no run, or several.
    case table([Diagnostic])
    /// No run reports a metric that the table is about.
    case noMetric(name: String, sweep: String, location: SourceLocation, suggestion: String?)
    /// Two finished runs claim to be the same seed of one row.
    case twice(row: String, seed: Int, runs: [String], location: SourceLocation)

    /// What is wrong, each with its place.
    public var description: String {
        switch self {
        case .table(let problems): return problems.map(\.description).joined(separator: "\n")
        case .noMetric(let name, let sweep, let location, let suggestion):
            let meant = suggestion.map { " Did you mean '\($0)'?" } ?? ""
            return "\(location): error: no finished run of the sweep '\(sweep)' reports '\(name)'.\(meant)"
        case .twice(let row, let seed, let runs, let location):
            return """
                \(location): error: row '\(row)' has \(runs.count) finished runs with seed \(seed): \
                \(runs.joined(separator: ", ")). Say in 'where' which is meant, or archive the others.
                """
        }
    }
}
