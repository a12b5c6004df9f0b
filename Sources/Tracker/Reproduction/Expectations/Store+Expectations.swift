public import Foundation
import GRDB
import Hashing

extension Store {
    /// Keeps a version of a sweep's expected table, unless this text is kept already.
    ///
    /// - Throws: ``StoreError``, ``StoreError/unknown(kind:name:suggestions:)`` for a sweep that is not registered.
    public func keep(expectation text: String, path: String, sweep: String, at: Date) throws {
        try write { db in
            guard let id = try Int64.fetchOne(db, sql: "SELECT id FROM sweep WHERE name = ?", arguments: [sweep]) else {
                throw StoreError.unknown(kind: .sweep, name: sweep, suggestions: [])
            }
            let name = URL(fileURLWithPath: path).lastPathComponent
            let digest = SHA256.hash(text).hexadecimal
            let last = try String.fetchOne(
                db,
                sql: "SELECT sha256 FROM expectation WHERE sweep_id = ? AND name = ? ORDER BY id DESC LIMIT 1",
                arguments: [id, name]
            )
            guard last != digest else { return }
            try db.execute(
                sql: """
                    INSERT INTO expectation (sweep_id, name, path, sha256, text, seen_at, results)
                    SELECT ?, ?, ?, ?, ?, ?, count(*) FROM run WHERE state = 'finished'
                        AND (sweep_id = ? OR key IN (SELECT key FROM trial WHERE sweep_id = ?))
                    """,
                arguments: [id, name, path, digest, text, at.timeIntervalSince1970, id, id]
            )
        }
    }

    /// The expected tables that were kept, each with its versions, sweeps and tables in the order of their first version.
    ///
    /// - Throws: ``StoreError``.
    public func expectations() throws -> [ExpectationHistory] {
        let all = try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT sweep.name, expectation.name, path, sha256, text, seen_at, results
                    FROM expectation JOIN sweep ON sweep.id = sweep_id ORDER BY expectation.id
                    """
            )
            .map { row in
                Expectation(
                    sweep: row[0],
                    name: row[1],
                    path: row[2],
                    digest: row[3],
                    text: row[4],
                    seenAt: Date(timeIntervalSince1970: row[5]),
                    results: row[6]
                )
            }
        }
        var order: [[String]] = []
        for one in all where !order.contains([one.sweep, one.name]) { order.append([one.sweep, one.name]) }
        return order.map { key in ExpectationHistory(all.filter { [$0.sweep, $0.name] == key }) }
    }
}
