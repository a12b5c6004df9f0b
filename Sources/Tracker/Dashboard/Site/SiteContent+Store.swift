import Foundation
import RunLog

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
            tails[run.id] = Self.logTail(of: store.lab.runDirectory(run.directory))
        }
        self.init(
            lab: URL(fileURLWithPath: store.lab.path).lastPathComponent,
            sweeps: (names + unnamed).map { Sweep(name: $0, runs: bySweep[$0] ?? []) },
            series: series,
            logTails: tails
        )
    }

    /// The last 4 kB of a run's log; nil when it has none or cannot be read, which its page then says.
    private static func logTail(of directory: RunDirectory) -> String? {
        guard let file = FileHandle(forReadingAtPath: directory.log), let size = try? file.seekToEnd(), size > 0 else {
            return nil
        }
        let window: UInt64 = 4 << 10
        guard (try? file.seek(toOffset: size > window ? size - window : 0)) != nil, let data = try? file.readToEnd()
        else { return nil }
        let text = String(decoding: data, as: UTF8.self)
        // A window that begins in the middle of a line begins with half a word.
        return size > window ? String(text.drop { $0 != "\n" }.dropFirst()) : text
    }
}
