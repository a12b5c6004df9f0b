import GRDB
import RunLog

/// Writes what metric logs have beyond their cursors, and moves the cursors.
struct LogIntake {
    /// Refused lines kept of a file; all are counted.
    private static let keptBadLines = 100

    private(set) var lines = 0
    private(set) var points = 0
    private(set) var badLines = 0

    private let db: Database
    private let pointLimit: Int
    private var metrics = MetricIDs()
    private var decoder = MetricDecoder()
    private var batch = MetricBatch()

    init(_ db: Database, pointLimit: Int) {
        self.db = db
        self.pointLimit = pointLimit
    }

    /// Takes in the logs of a run that have grown.
    ///
    /// - Returns: Whether they were taken in to their ends; false when the transaction became too long before.
    mutating func take(_ news: RunNews) throws -> Bool {
        var cursors = news.run.cursors
        var paths = news.logs
        if try paths.contains(where: { try Self.wasReplaced($0, cursors[RunNews.name(of: $0)]) }) {
            // Which points came from which file is not recorded, so both logs are read anew.
            try forget(news.run.id)
            cursors = [:]
            paths = try [news.directory.metrics, news.directory.systemMetrics]
                .filter { try FileStatus(path: $0) != nil }
        }
        var writer = try PointWriter(db, run: news.run.id)
        var isAtEnd = true
        for path in paths where isAtEnd {
            isAtEnd = try take(path, from: cursors[RunNews.name(of: path)] ?? .start, of: news.run.id, &writer)
        }
        try writer.finish()
        return isAtEnd
    }

    private mutating func take(
        _ path: String,
        from start: FileCursor,
        of run: Int64,
        _ writer: inout PointWriter
    ) throws -> Bool {
        var log = try MetricLogReader(path)
        var cursor = start
        let name = RunNews.name(of: path)
        // Before reading: what is added meanwhile must look new the next time.
        let status = try log.status()
        decoder.move(to: cursor.place)
        var hasMore = true
        while hasMore, points < pointLimit {
            batch.clear()
            hasMore = try log.read(with: &decoder, into: &batch)
            try writer.write(batch, names: decoder.names, metrics: &metrics)
            try keepBadLines(count: cursor.badLines, run: run, file: name)
            cursor.badLines += batch.badLines.count
            lines += batch.lines
            points += batch.count
            badLines += batch.badLines.count
        }
        cursor.place = decoder.cursor
        cursor.inode = status.inode
        cursor.size = hasMore ? 0 : status.size
        cursor.tail = try log.bytes(before: cursor.place.offset, count: FileCursor.tailLength)
        try cursor.save(run: run, file: name, db)
        return !hasMore
    }

    /// Whether a log is another one than was read: shorter, or with other bytes where reading stopped.
    private static func wasReplaced(_ path: String, _ cursor: FileCursor?) throws -> Bool {
        guard let cursor, cursor.place.offset > 0 else { return false }
        var log = try MetricLogReader(path)
        if try log.status().size < cursor.place.offset { return true }
        return try log.bytes(before: cursor.place.offset, count: FileCursor.tailLength) != cursor.tail
    }

    private func forget(_ run: Int64) throws {
        for table in PointTables.names + ["summary", "bad_line", "cursor"] {
            try db.execute(sql: "DELETE FROM \(table) WHERE run_id = ?", arguments: [run])
        }
    }

    private func keepBadLines(count: Int, run: Int64, file: String) throws {
        for line in batch.badLines.prefix(max(0, Self.keptBadLines - count)) {
            try db.execute(
                sql: "INSERT OR REPLACE INTO bad_line (run_id, file, offset, reason, text) VALUES (?, ?, ?, ?, ?)",
                arguments: [run, file, line.offset, line.reason, line.text]
            )
        }
    }
}
