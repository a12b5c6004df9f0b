import GRDB
import RunLog

/// What ingest must know of a run to tell whether its directory has news.
struct KnownRun {
    let id: Int64
    let directory: String
    var state: RunState
    let source: EvidenceSource
    let isMirrored: Bool
    var startedAt: Double?
    var finishedAt: Double?
    var hasParameters: Bool
    /// How far each file was read, by the file's name.
    var cursors: [String: FileCursor] = [:]

    /// Whether the directory itself has said how the run ended, so that nothing can change any more.
    var isSettled: Bool {
        source == .directory && (state == .finished || state == .failed || state == .cancelled)
    }

    /// Whether its process was seen to be gone, which is for good.
    var hasCrashedHere: Bool { source == .directory && state == .crashed }

    /// The run as if nothing had been read of it yet.
    var unread: KnownRun {
        var run = self
        run.state = .created
        run.startedAt = nil
        run.finishedAt = nil
        run.hasParameters = false
        run.cursors = [:]
        return run
    }

    /// Which runs are looked at.
    struct Choice {
        /// The time now, in seconds since 1970.
        let now: Double
        /// Directories that are looked at even if their runs ended long ago.
        let suspects: [String]
        /// Whether all are.
        let all: Bool

        /// How long after a run's exit record its files are still looked at: stragglers among its processes may write on.
        static let afterwards = 600.0
        /// The same for a copy of a directory elsewhere, whose files may come in any order, and for a crashed run.
        static let longAfterwards = 86_400.0

        /// A condition on `run`, with its arguments.
        var condition: (sql: String, arguments: StatementArguments) {
            if all { return ("1", []) }
            let sql = """
                NOT (source = 'directory' AND finished_at IS NOT NULL AND (
                    (state IN ('finished', 'failed', 'cancelled') AND finished_at < iif(cluster IS NULL, ?, ?))
                    OR (state = 'crashed' AND finished_at < ?)))
                OR directory IN (SELECT value FROM json_each(?))
                """
            let longAgo = now - Self.longAfterwards
            let paths = JSONValue.array(suspects.map { .string($0) }).text
            return (sql, [now - Self.afterwards, longAgo, longAgo, paths])
        }
    }

    /// The runs of a choice, by two statements.
    static func chosen(_ choice: Choice, _ db: Database) throws -> [KnownRun] {
        let (condition, arguments) = choice.condition
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT id, directory, state, source, cluster IS NOT NULL, started_at, finished_at,
                    EXISTS (SELECT 1 FROM param WHERE run_id = run.id)
                FROM run WHERE \(condition) ORDER BY id
                """,
            arguments: arguments
        )
        var runs: [KnownRun] = []
        while let row = try rows.next() {
            runs.append(
                KnownRun(
                    id: row[0],
                    directory: row[1],
                    state: RunState(rawValue: row[2]) ?? .lost,
                    source: EvidenceSource(rawValue: row[3]) ?? .store,
                    isMirrored: row[4],
                    startedAt: row[5],
                    finishedAt: row[6],
                    hasParameters: row[7]
                )
            )
        }
        let cursors = try FileCursor.all(of: runs.map(\.id), db)
        for index in runs.indices { runs[index].cursors = cursors[runs[index].id] ?? [:] }
        return runs
    }
}
