import Foundation
import GRDB
import RunLog

/// What compacting a store came to.
public struct Compaction: Hashable, Sendable {
    /// Bytes of the store before, its write-ahead log included.
    public let before: Int64
    /// Bytes after.
    public let after: Int64
    /// Points in it.
    public let points: Int
}

extension Store {
    /// Writes the store anew without the room that removed rows left, and empties its write-ahead log.
    ///
    /// - Throws: ``StoreError/diskFull(path:)`` where there is no room for the copy, with the store as it was;
    ///   ``StoreError/busy(path:)`` while another process uses it.
    public func compact() throws -> Compaction {
        let before = try size()
        try writeAlone { db in
            try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            try db.execute(sql: "VACUUM")
            try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        let points = try read { db in try Int.fetchOne(db, sql: "SELECT sum(count) FROM summary") }
        return Compaction(before: before, after: try size(), points: points ?? 0)
    }

    private func size() throws -> Int64 {
        try [lab.database, "\(lab.database)-wal"]
            .reduce(0) { sum, path in sum + (try FileStatus(path: path)?.size ?? 0) }
    }
}
