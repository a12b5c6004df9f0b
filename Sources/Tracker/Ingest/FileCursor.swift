import Foundation
import GRDB
import RunLog

/// How far a file of a run was read, and how to tell that it is still the same file.
struct FileCursor: Hashable {
    /// How many bytes before the cursor are remembered.
    static let tailLength = 32

    var place: MetricCursor
    /// The file's length when it was last looked at: what is beyond the cursor then is a torn line.
    var size: Int64
    var inode: UInt64
    /// The last bytes before the cursor: a log that was replaced has others there.
    var tail: [UInt8]
    var badLines: Int

    static let start = FileCursor(place: .start, size: 0, inode: 0, tail: [], badLines: 0)

    /// The cursors of some runs, by run and file.
    static func all(of runs: [Int64], _ db: Database) throws -> [Int64: [String: FileCursor]] {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT run_id, file, offset, skipping, size, inode, tail, bad_lines FROM cursor
                WHERE run_id IN (SELECT value FROM json_each(?))
                """,
            arguments: [JSONValue.array(runs.map { .int($0) }).text]
        )
        var cursors: [Int64: [String: FileCursor]] = [:]
        while let row = try rows.next() {
            cursors[row[0], default: [:]][row[1]] = FileCursor(
                place: MetricCursor(offset: row[2], isSkipping: row[3]),
                size: row[4],
                inode: UInt64(bitPattern: row[5]),
                tail: Array(row[6] as Data),
                badLines: row[7]
            )
        }
        return cursors
    }

    func save(run: Int64, file: String, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO cursor (run_id, file, offset, skipping, size, inode, tail, bad_lines)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        .execute(arguments: [
            run, file, place.offset, place.isSkipping, size, Int64(bitPattern: inode), Data(tail), badLines,
        ])
    }
}
