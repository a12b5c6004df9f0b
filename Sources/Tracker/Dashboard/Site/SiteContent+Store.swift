import Foundation
import RunLog
import Sweep

extension SiteContent {
    /// The content of a store as it is now: the latest attempt of every run, all curves, the ends of the logs.
    ///
    /// - Parameter store: Anything that was logged before the last ingest is in it.
    /// - Throws: ``StoreError``.
    public init(_ store: Store) throws {
        let runs = try store.runs(RunQuery(latestAttempts: true, sort: [RunSort(.created, descending: false)]))
        let bySweep = Dictionary(grouping: runs, by: \.sweep)
        let names = try store.sweeps().map(\.sweep.name)
        let unnamed = bySweep.keys.filter { !names.contains($0) }.sorted()

        var series: [String: [Curve]] = [:]
        let ids = runs.map(\.id)
        for metric in try store.metrics().map(\.name) {
            let curves = try store.series(metric: metric, runs: ids)
            series[metric] = ids.compactMap { id in curves[id].map { Curve(run: id, points: $0) } }
        }
        var tails: [Run.ID: String] = [:]
        for run in runs {
            let lines = LogTail(of: store.lab.runDirectory(run.directory), lines: 60).lines
            tails[run.id] = lines.isEmpty ? nil : lines.joined(separator: "\n")
        }
        self.init(
            lab: URL(fileURLWithPath: store.lab.path).lastPathComponent,
            sweeps: (names + unnamed).map { Sweep(name: $0, runs: bySweep[$0] ?? []) },
            series: series,
            logTails: tails,
            reproductions: try Self.reproductions(store)
        )
    }

    /// The tables that the store has kept, as they were read last; one that fits its sweep's runs no more has no page.
    private static func reproductions(_ store: Store) throws -> [Reproduction] {
        try store.expectations()
            .compactMap { history in
                guard let last = history.versions.last,
                    let table = ExpectedReader(loader: { _ in Array(last.text.utf8) }).read(last.path).table
                else { return nil }
                do {
                    return try ReproductionReader(store, table: table, sweep: last.sweep).read()
                } catch is ReproductionError {
                    return nil
                }
            }
    }
}
