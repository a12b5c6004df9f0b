import GRDB
import RunLog

/// What ingest must know of a run to tell whether its directory has news.
struct KnownRun {
    let id: Int64
    let directory: String
    let state: RunState
    let source: EvidenceSource
    let isMirrored: Bool
    let hasStart: Bool
    let hasParameters: Bool
    let finishedAt: Double?
    /// How far each file was read, by the file's name.
    var cursors: [String: FileCursor] = [:]

    /// Whether the directory itself has said how the run ended, so that nothing can change any more.
    var isSettled: Bool {
        source == .directory && (state == .finished || state == .failed || state == .cancelled)
    }

    /// Whether its process was seen to be gone, which is for good.
    var hasCrashedHere: Bool { source == .directory && state == .crashed }

    /// Whether the run ended more than a day ago and its directory said so: it is not looked at any more.
    func isLongSettled(now: Double) -> Bool {
        isSettled && finishedAt.map { now - $0 > 86_400 } ?? false
    }

    /// All runs, by three statements.
    static func all(_ db: Database) throws -> [KnownRun] {
        let configured = try Set(Int64.fetchAll(db, sql: "SELECT DISTINCT run_id FROM param"))
        let cursors = try FileCursor.all(db)
        let rows = try Row.fetchCursor(
            db,
            sql:
                "SELECT id, directory, state, source, cluster IS NOT NULL, started_at IS NOT NULL, finished_at FROM run ORDER BY id"
        )
        var runs: [KnownRun] = []
        while let row = try rows.next() {
            let id: Int64 = row[0]
            runs.append(
                KnownRun(
                    id: id,
                    directory: row[1],
                    state: RunState(rawValue: row[2]) ?? .lost,
                    source: EvidenceSource(rawValue: row[3]) ?? .store,
                    isMirrored: row[4],
                    hasStart: row[5],
                    hasParameters: configured.contains(id),
                    finishedAt: row[6],
                    cursors: cursors[id] ?? [:]
                )
            )
        }
        return runs
    }
}
