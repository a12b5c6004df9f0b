import Foundation
import GRDB
import Hashing
import RunLog

/// What a check looks at beyond SQLite's own rules: points without runs, summaries against their points, artifacts against
/// their hashes, what an interrupted removal or import left.
struct StoreCheck {
    let db: Database
    let lab: Lab

    /// Points that belong to a run or a metric that is gone.
    func orphans() throws -> [CheckFinding] {
        try PointTables.names.flatMap { table in
            try ["run", "metric"]
                .compactMap { owner in
                    let count = try Int.fetchOne(
                        db,
                        sql: "SELECT count(*) FROM \(table) WHERE \(owner)_id NOT IN (SELECT id FROM \(owner))"
                    )
                    guard let count, count > 0 else { return nil }
                    return CheckFinding(
                        severity: .damage,
                        text: "\(count) rows of '\(table)' belong to a \(owner) that is gone. \(Store.rebuild)"
                    )
                }
        }
    }

    /// Summaries that are not what their points come to.
    func summaries() throws -> [CheckFinding] {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT run_id, metric_id, last, last_step, min, min_step, max, max_step, count
                FROM summary ORDER BY run_id, metric_id
                """
        )
        var wrong: [(run: Int64, metric: Int64)] = []
        while let row = try rows.next() {
            let (run, metric) = (row[0] as Int64, row[1] as Int64)
            var state = SummaryState()
            for point in try PointRows(db: db, run: run, metric: metric).points() {
                state.add(step: point.step, value: point.value)
            }
            if state.isStale || !state.says(MetricSummary(row, from: 2)) { wrong.append((run, metric)) }
        }
        guard let first = wrong.first else { return [] }
        let metric = try String.fetchOne(db, sql: "SELECT name FROM metric WHERE id = ?", arguments: [first.metric])
        let example = "the first is \(metric ?? "?") of run \(first.run)"
        return [
            CheckFinding(
                severity: .damage,
                text: "\(wrong.count) summaries do not fit their points, \(example). \(Store.rebuild)"
            )
        ]
    }

    /// Artifacts that are gone or are no longer what was registered.
    func artifacts() throws -> [CheckFinding] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT directory, artifact.name, bytes, sha256 FROM artifact JOIN run ON run.id = run_id
                WHERE run.cluster IS NULL ORDER BY directory, artifact.name
                """
        )
        return try rows.compactMap { row in
            let (directory, name) = (row[0] as String, row[1] as String)
            let text = "\(directory)/artifacts/\(name)"
            let folder = lab.runDirectory(directory)
            guard try FileStatus(path: folder.path) != nil else { return nil }
            // A name is data: one that leads out of the folder is not followed.
            guard !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else {
                return CheckFinding(severity: .warning, text: "\(text): this name leads out of the folder")
            }
            guard let status = try FileStatus(path: "\(folder.artifacts)/\(name)"), !status.isFolder else {
                return CheckFinding(severity: .warning, text: "\(text) is gone")
            }
            let isSame = try status.size == row[2] as Int64 && hash("\(folder.artifacts)/\(name)") == row[3] as String
            return isSame
                ? nil : CheckFinding(severity: .warning, text: "\(text) is not what it was when it was registered")
        }
    }

    /// Folders that an interrupted command left among the runs.
    func leftovers() -> [CheckFinding] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: lab.runs)) ?? []
        return names.filter { $0.hasPrefix(".removed-") || $0.hasPrefix(".import-") }.sorted()
            .map { name in
                CheckFinding(
                    severity: .warning,
                    text: "runs/\(name) was left by a command that was interrupted: remove it with `rm -r`"
                )
            }
    }

    private func hash(_ path: String) throws -> String {
        guard let file = FileHandle(forReadingAtPath: path) else { throw FileError(.read, path, code: errno) }
        defer { try? file.close() }
        var hash = SHA256()
        while let bytes = try file.read(upToCount: 1 << 20), !bytes.isEmpty {
            bytes.withUnsafeBytes { hash.update($0) }
        }
        return hash.finish().hexadecimal
    }
}
