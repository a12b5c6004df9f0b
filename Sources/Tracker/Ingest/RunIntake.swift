import Foundation
import GRDB
import RunLog

/// Writes the news of runs inside one transaction: the cursors move with the points.
struct RunIntake {
    /// What was written so far in this transaction.
    private(set) var report = IngestReport()
    /// Whether a run has more points than the transaction should hold.
    private(set) var isCutShort = false

    private let db: Database
    private let pointLimit: Int
    private var logs: LogIntake

    /// An intake that ends a run early once it has taken in so many points.
    init(_ db: Database, pointLimit: Int) {
        self.db = db
        self.pointLimit = pointLimit
        logs = LogIntake(db, pointLimit: pointLimit)
    }

    /// Whether the transaction has become long enough.
    var isFull: Bool { logs.points >= pointLimit }

    /// Writes all news of a run.
    ///
    /// A file that cannot be read undoes what was written of this run, and is reported.
    mutating func take(_ news: RunNews) throws {
        let before = (report, logs)
        do {
            try db.inSavepoint {
                try write(news)
                return .commit
            }
        } catch let error as FileError {
            (report, logs) = before
            report.problems.append(error.description)
        }
    }

    /// The report with the counts of the logs.
    func finished() -> IngestReport {
        var report = report
        report.lines = logs.lines
        report.points = logs.points
        report.badLines = logs.badLines
        return report
    }

    private mutating func write(_ news: RunNews) throws {
        let run = news.run.id
        if news.isAnother { try forget(run) }
        if let start = news.start { try takeStart(start, run: run) }
        if let configuration = news.configuration { try ParameterRow.insert(configuration, run: run, db) }
        for capture in news.captures {
            try CaptureTables.save(capture, run: run, db)
            try markRead(news.directory.capture(of: capture.source), run: run)
        }
        if !news.logs.isEmpty, try !logs.take(news) {
            // The rest, the state above all, waits for the log's end: a run that is settled is not looked at again.
            isCutShort = true
            return
        }
        if news.hasArtifacts { try takeArtifacts(news.directory, run: run) }
        try takeState(news)
    }

    /// Removes what was read of a directory in whose place another stands; what people said of the run stays.
    private func forget(_ run: Int64) throws {
        for table in PointTables.names + ["summary", "bad_line", "cursor", "param", "capture", "artifact"] {
            try db.execute(sql: "DELETE FROM \(table) WHERE run_id = ?", arguments: [run])
        }
        let evidence = "another run was begun in the same directory"
        try Store.move(run: run, to: .created, evidence, .directory, at: Timestamp.now(), db)
        try db.execute(
            sql: "UPDATE run SET started_at = NULL, finished_at = NULL, host = NULL WHERE id = ?",
            arguments: [run]
        )
    }

    /// A run is no younger than its start; the tags and notes that it brings are taken over once.
    private func takeStart(_ start: StartRecord, run: Int64) throws {
        try db.execute(
            sql: "UPDATE run SET started_at = :at, host = :host, created_at = min(created_at, :at) WHERE id = :run",
            arguments: ["at": start.startedAt, "host": start.host, "run": run]
        )
        for tag in start.texts("tags") {
            try db.execute(sql: "INSERT OR IGNORE INTO tag VALUES (?, ?)", arguments: [run, TagName.usable(tag)])
        }
        for note in start.texts("notes") {
            try db.execute(
                sql: "INSERT INTO note (run_id, at, text) VALUES (?, ?, ?)",
                arguments: [run, start.startedAt, note]
            )
        }
    }

    private mutating func takeState(_ news: RunNews) throws {
        guard let observation = news.observation, let state = observation.state else { return }
        let (run, at) = (news.run.id, observation.at ?? Timestamp.now())
        try Store.move(run: run, to: state, observation.evidence, .directory, at: at, db)
        if let host = observation.claim?.process.host {
            try db.execute(sql: "UPDATE run SET host = coalesce(host, ?) WHERE id = ?", arguments: [host, run])
        }
        report.transitions.append(
            "\(news.run.directory): \(news.run.state.rawValue) -> \(state.rawValue) (\(observation.evidence))"
        )
    }

    private func takeArtifacts(_ directory: RunDirectory, run: Int64) throws {
        for artifact in try ArtifactRecord.readAll(from: directory) {
            try db.cachedStatement(
                sql: "INSERT OR REPLACE INTO artifact (run_id, name, bytes, sha256, time) VALUES (?, ?, ?, ?, ?)"
            )
            .execute(arguments: [run, artifact.name, artifact.bytes, artifact.sha256, artifact.time])
        }
        try markRead(directory.artifactList, run: run)
    }

    /// Remembers a file that is read as a whole: as long as its size stays, it has no news.
    private func markRead(_ path: String, run: Int64) throws {
        guard let status = try FileStatus(path: path) else { return }
        var cursor = FileCursor.start
        cursor.place.offset = status.size
        cursor.size = status.size
        cursor.inode = status.inode
        try cursor.save(run: run, file: RunNews.name(of: path), db)
    }
}

extension StartRecord {
    /// The texts under a key, which may also be one text alone.
    fileprivate func texts(_ key: String) -> [String] {
        switch details.first(where: { $0.key == key })?.value {
        case .string(let text): [text]
        case .array(let values): values.compactMap(\.stringValue)
        default: []
        }
    }
}
