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
        let latest = Set(runs.map(\.id))
        var all = RunQuery(archived: false)
        all.detail = .only(parameters: [], metrics: [])
        let replaced = try store.runs(all).filter { !latest.contains($0.id) }
        let bySweep = Dictionary(grouping: runs, by: \.sweep)
        let names = try store.sweeps().map(\.sweep.name)
        let unnamed = bySweep.keys.filter { !names.contains($0) }.sorted()
        let folders = runs.map { RunFolder(run: $0.id, directory: store.lab.runDirectory($0.directory)) }
        let read = folders.concurrentMap(\.contents)
        self.init(
            lab: URL(fileURLWithPath: store.lab.path).lastPathComponent,
            sweeps: (names + unnamed).map { Sweep(name: $0, runs: bySweep[$0] ?? []) },
            replaced: replaced,
            series: try store.allSeries(of: runs.map(\.id)),
            logTails: Dictionary(read.compactMap { one in one.log.map { (one.run, $0) } }, uniquingKeysWith: { $1 }),
            records: try store.records(of: read),
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

/// What pages show of a run's own folder.
struct RunFolder: Sendable {
    let run: Run.ID
    let directory: RunDirectory

    private static let logLines = 60

    /// The end of the log, and what was noted at the start; what cannot be read is not there.
    var contents: Contents {
        let lines = LogTail(of: directory, lines: Self.logLines).lines
        // A record that cannot be understood is `tracker check`'s to report; the page shows the rest.
        let start = (try? StartRecord.read(from: directory))?.details ?? []
        return Contents(run: run, log: lines.isEmpty ? nil : lines.joined(separator: "\n"), start: start)
    }

    struct Contents: Sendable {
        let run: Run.ID
        let log: String?
        let start: [JSONValue.Member]
    }
}
