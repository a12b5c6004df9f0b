import Foundation
import GRDB
import RunLog

extension Store {
    /// All points of some runs, by metric and then in the order of the runs.
    ///
    /// Read by as many connections as there are processors: ten million points are a matter of seconds.
    ///
    /// - Throws: ``StoreError``.
    func allSeries(of runs: [Run.ID]) throws -> [String: [SiteContent.Curve]] {
        let names = try read { db in
            let rows = try Row.fetchAll(db, sql: "SELECT id, name FROM metric")
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0] as Int64, $0[1] as String) })
        }
        let sorted = runs.sorted()
        let workers = min(max(1, ProcessInfo.processInfo.activeProcessorCount), max(1, sorted.count / 8))
        let parts = (0..<workers)
            .map { Array(sorted[($0 * sorted.count / workers)..<(($0 + 1) * sorted.count / workers)]) }
        let lab = lab
        let found =
            try parts.concurrentMap { part in
                Result { try PointReader(Store(readingFrom: lab)).curves(of: part) }
            }
            .flatMap { try $0.get() }
        var byRun: [Run.ID: [PointReader.Curve]] = [:]
        for curve in found { byRun[curve.run, default: []].append(curve) }
        var series: [String: [SiteContent.Curve]] = [:]
        for run in runs {
            for curve in byRun[run] ?? [] {
                guard let name = names[curve.metric] else { continue }
                series[name, default: []].append(SiteContent.Curve(run: run, points: curve.points))
            }
        }
        return series
    }

    /// What pages show of runs beside their rows: where they went, what happened to them, what they left.
    ///
    /// - Throws: ``StoreError``.
    func records(of folders: [RunFolder.Contents]) throws -> [Run.ID: RunRecords] {
        let clusters = try read { db in
            let rows = try Row.fetchAll(db, sql: "SELECT id, cluster FROM run WHERE cluster IS NOT NULL")
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0] as Int64, $0[1] as String) })
        }
        var records: [Run.ID: RunRecords] = [:]
        for folder in folders {
            records[folder.run] = RunRecords(
                cluster: clusters[folder.run],
                start: folder.start,
                events: try events(of: folder.run),
                artifacts: try artifacts(of: folder.run),
                badLines: try badLines(of: folder.run).count
            )
        }
        return records
    }
}

extension Store {
    /// A number that changes whenever anybody else wrote to the store.
    ///
    /// - Throws: ``StoreError``.
    func changeCount() throws -> Int64 {
        try read { db in try Int64.fetchOne(db, sql: "PRAGMA data_version") ?? 0 }
    }

    /// The points of a metric from one step to another, with the nearest beyond each end, and when the first of all
    /// was logged.
    ///
    /// - Throws: ``StoreError``.
    func series(metric: String, runs: [Run.ID], from: Int64, through: Int64) throws
        -> [Run.ID: (start: Double, points: Series)]
    {
        try read { db in
            let id = try Int64.fetchOne(db, sql: "SELECT id FROM metric WHERE name = ?", arguments: [metric])
            guard let id else { return [:] }
            var found: [Run.ID: (start: Double, points: Series)] = [:]
            for run in runs {
                let all = Series(try PointRows(db: db, run: run, metric: id).points())
                guard let start = all.times.first else { continue }
                let first = all.steps.firstIndex { $0 >= from } ?? all.steps.endIndex
                let last = all.steps.lastIndex { $0 <= through } ?? all.steps.startIndex
                let kept = max(0, first - 1)..<min(all.steps.count, max(first, last + 2))
                found[run] = (start, all[kept])
            }
            return found
        }
    }
}

extension Series {
    /// The points at some places.
    fileprivate subscript(places: Range<Int>) -> Series {
        Series(steps: Array(steps[places]), times: Array(times[places]), values: Array(values[places]))
    }
}
