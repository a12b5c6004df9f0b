public import Foundation
import GRDB

/// What people add to runs: tags, notes, and what is put away.
extension Store {
    /// Tags runs.
    ///
    /// - Returns: How many did not have the tag before.
    /// - Throws: ``StoreError``, ``StoreError/badTag(_:reason:)``.
    public func tag(_ runs: [Int64], _ name: String) throws -> Int {
        try TagName.check(name)
        return try write { db in
            try change(
                runs,
                "INSERT OR IGNORE INTO tag (run_id, name) SELECT id, :value FROM run WHERE id = :run",
                name,
                db
            )
        }
    }

    /// Takes a tag from runs.
    ///
    /// - Returns: How many had it.
    /// - Throws: ``StoreError``.
    public func untag(_ runs: [Int64], _ name: String) throws -> Int {
        try write { db in try change(runs, "DELETE FROM tag WHERE run_id = :run AND name = :value", name, db) }
    }

    /// All tags by name, with how many runs have each.
    ///
    /// - Throws: ``StoreError``.
    public func tags() throws -> [(name: String, runs: Int)] {
        try read { db in
            try Row.fetchAll(db, sql: "SELECT name, count(*) FROM tag GROUP BY name ORDER BY name")
                .map { (name: $0[0], runs: $0[1]) }
        }
    }

    /// Writes a note about runs.
    ///
    /// The very same note of a run is not written twice.
    ///
    /// - Returns: How many did not have it before.
    /// - Throws: ``StoreError``.
    public func note(_ runs: [Int64], _ text: String, at: Date) throws -> Int {
        let sql = """
            INSERT INTO note (run_id, at, text)
            SELECT id, \(at.timeIntervalSince1970), :value FROM run
            WHERE id = :run AND NOT EXISTS (SELECT 1 FROM note WHERE run_id = :run AND text = :value)
            """
        return try write { db in try change(runs, sql, text, db) }
    }

    /// Takes a note from runs, word for word.
    ///
    /// - Returns: How many had it.
    /// - Throws: ``StoreError``.
    public func removeNote(_ runs: [Int64], _ text: String) throws -> Int {
        try write { db in try change(runs, "DELETE FROM note WHERE run_id = :run AND text = :value", text, db) }
    }

    /// Archives runs: lists leave them out from now on.
    ///
    /// - Returns: How many were not archived before.
    /// - Throws: ``StoreError``.
    public func archive(_ runs: [Int64], at: Date) throws -> Int {
        let sql = "UPDATE run SET archived_at = :value WHERE id = :run AND archived_at IS NULL"
        return try write { db in try change(runs, sql, at.timeIntervalSince1970, db) }
    }

    /// Brings archived runs back into lists.
    ///
    /// - Returns: How many were archived.
    /// - Throws: ``StoreError``.
    public func unarchive(_ runs: [Int64]) throws -> Int {
        let sql = "UPDATE run SET archived_at = :value WHERE id = :run AND archived_at IS NOT NULL"
        return try write { db in try change(runs, sql, nil, db) }
    }

    private func change(
        _ runs: [Int64],
        _ sql: String,
        _ value: (any DatabaseValueConvertible)?,
        _ db: Database
    ) throws -> Int {
        let statement = try db.cachedStatement(sql: sql)
        var changed = 0
        for run in runs {
            try statement.execute(arguments: ["run": run, "value": value])
            changed += db.changesCount
        }
        return changed
    }
}

/// The rules for tags, which people type after `--where`.
enum TagName {
    private static let byteLimit = 100

    static func check(_ name: String) throws(StoreError) {
        if name.isEmpty { throw .badTag(name, reason: "it is empty") }
        if name.utf8.count > byteLimit { throw .badTag(name, reason: "it is longer than \(byteLimit) bytes") }
        if name.first == " " || name.last == " " { throw .badTag(name, reason: "it begins or ends with a space") }
        if name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: ",") }) {
            throw .badTag(name, reason: "it holds a comma or a control character")
        }
    }
}
