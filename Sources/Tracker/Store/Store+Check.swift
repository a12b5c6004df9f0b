import Foundation
import GRDB
import RunLog

/// Something that a check of the store found.
public struct CheckFinding: Hashable, Sendable {
    /// How bad it is.
    public enum Severity: String, Sendable {
        /// The store contradicts itself.
        case damage
        /// The store is sound; something else deserves a look.
        case warning
    }

    /// How bad it is.
    public let severity: Severity
    /// What was found, and what to do, in a line.
    public let text: String
}

extension Store {
    /// Looks whether the store is sound and fits the run directories.
    ///
    /// `quick` leaves out what reads every point and every artifact.
    ///
    /// - Throws: ``StoreError`` when it cannot even be read.
    public func check(quick: Bool = false) throws -> [CheckFinding] {
        try read { db in
            let damage = try integrity(db)
            // What a damaged file says of itself means nothing.
            if !damage.isEmpty { return damage }
            let more = StoreCheck(db: db, lab: lab)
            let sound = try foreignKeys(db) + more.orphans() + counts(db)
            let thorough = quick ? [] : try (sound.isEmpty ? more.summaries() : []) + more.artifacts()
            return try sound + thorough + badLines(db) + tornLines(db) + directories(db) + more.leftovers()
        }
    }

    private func integrity(_ db: Database) throws -> [CheckFinding] {
        try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
            .map { CheckFinding(severity: .damage, text: "\($0). \(Self.rebuild)") }
    }

    private func foreignKeys(_ db: Database) throws -> [CheckFinding] {
        let broken = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").map { $0[0] as String }
        return Set(broken).sorted()
            .map { table in
                CheckFinding(
                    severity: .damage,
                    text: "rows of '\(table)' belong to rows that are gone. \(Self.rebuild)"
                )
            }
    }

    private func counts(_ db: Database) throws -> [CheckFinding] {
        let wrong = try Int.fetchOne(
            db,
            sql: """
                WITH rows AS (
                    SELECT run_id, metric_id, \(Strip.length) AS points FROM strip
                    UNION ALL SELECT run_id, metric_id, 1 FROM loose_point
                ),
                counted AS (SELECT run_id, metric_id, sum(points) AS count FROM rows GROUP BY run_id, metric_id)
                SELECT count(*) FROM summary FULL JOIN counted USING (run_id, metric_id)
                WHERE summary.count IS NOT counted.count
                """
        )
        guard let wrong, wrong > 0 else { return [] }
        return [CheckFinding(severity: .damage, text: "\(wrong) summaries do not fit their points. \(Self.rebuild)")]
    }

    private func badLines(_ db: Database) throws -> [CheckFinding] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT directory, cursor.file, cursor.bad_lines, min(bad_line.offset), bad_line.reason
                FROM cursor JOIN run ON run.id = cursor.run_id
                    LEFT JOIN bad_line ON bad_line.run_id = cursor.run_id AND bad_line.file = cursor.file
                WHERE cursor.bad_lines > 0 GROUP BY cursor.run_id, cursor.file
                """
        )
        .map { row in
            let count = row[2] as Int
            let lines = count == 1 ? "1 line was refused, at byte " : "\(count) lines were refused, the first at byte "
            let text = "\(row[0] as String)/\(row[1] as String): \(lines)"
            return CheckFinding(
                severity: .warning,
                text: text + "\(row[3] as Int64? ?? 0) (\(row[4] as String? ?? "?"))"
            )
        }
    }

    /// Last lines that nobody will complete.
    private func tornLines(_ db: Database) throws -> [CheckFinding] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT directory, file, size - offset, offset FROM cursor JOIN run ON run.id = run_id
                WHERE file IN ('metrics.jsonl', 'system.jsonl') AND size > offset
                    AND state IN ('finished', 'failed', 'crashed', 'cancelled', 'lost')
                ORDER BY directory, file
                """
        )
        .map { row in
            let place = "\(row[0] as String)/\(row[1] as String): the last line, at byte \(row[3] as Int64),"
            return CheckFinding(
                severity: .warning,
                text: "\(place) was cut off after \(row[2] as Int64) bytes; all before it is kept"
            )
        }
    }

    private func directories(_ db: Database) throws -> [CheckFinding] {
        try String.fetchAll(db, sql: "SELECT directory FROM run WHERE state NOT IN ('created', 'submitting', 'queued')")
            .filter { !FileManager.default.fileExists(atPath: lab.runDirectory($0).path) }
            .map { CheckFinding(severity: .warning, text: "\($0) is gone; what was read of it before is kept") }
    }

    static let rebuild = "Move tracker.sqlite away: a new store is built from the run directories"
}
