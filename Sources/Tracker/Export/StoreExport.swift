import Foundation
import GRDB
import RunLog

extension Store {
    /// Writes some runs, with all that belongs to them, as one file that is a store itself.
    ///
    /// Ids stay as they are. The file is complete when it appears under its name, and needs no other file beside it:
    /// `--lab FILE` reads it.
    ///
    /// - Throws: ``StoreError``; ``StoreError/notWritable(path:reason:)`` when something stands there already.
    public func export(runs: [Int64], to path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw StoreError.notWritable(
                path: path,
                reason: "there is a file of that name. Remove it, or choose another"
            )
        }
        let temporary = "\(path).\(getpid()).tmp"
        defer { try? FileManager.default.removeItem(atPath: temporary) }
        do {
            let copy = try DatabaseQueue(path: temporary)
            try Schema.migrator.migrate(copy)
            try copy.writeWithoutTransaction { db in try StoreCopy(db, of: runs).fill(from: lab.database) }
            try copy.close()
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        }
        guard rename(temporary, path) == 0 else { throw FileError(.rename, path, code: errno) }
    }
}

/// Fills a new store with some runs of another.
private struct StoreCopy {
    private let db: Database
    /// The runs' ids as a JSON list.
    private let runs: String

    init(_ db: Database, of runs: [Int64]) {
        self.db = db
        self.runs = JSONValue.array(runs.map { .int($0) }).text
    }

    func fill(from source: String) throws {
        try db.execute(sql: "ATTACH ? AS source", arguments: [source])
        try db.inTransaction {
            try db.execute(sql: "CREATE TEMP TABLE chosen AS SELECT value AS id FROM json_each(?)", arguments: [runs])
            try copy("metric", where: "1")
            try copy("sweep", where: "id IN (SELECT sweep_id FROM source.run WHERE id IN temp.chosen)")
            try copy("trial", where: "sweep_id IN (SELECT id FROM main.sweep)")
            try copy("run", where: "id IN temp.chosen")
            for table in try tables(with: "run_id") { try copy(table, where: "run_id IN temp.chosen") }
            return .commit
        }
        try db.execute(sql: "DETACH source")
    }

    /// The tables with a row for something of a run; what they point at besides is copied first.
    private func tables(with column: String) throws -> [String] {
        let names = try String.fetchAll(
            db,
            sql: """
                SELECT name FROM main.sqlite_schema AS made
                WHERE type = 'table' AND name IN (SELECT name FROM source.sqlite_schema WHERE type = 'table')
                    AND EXISTS (SELECT 1 FROM pragma_table_info(made.name) AS part WHERE part.name = ?)
                ORDER BY name
                """,
            arguments: [column]
        )
        if names.contains("capture") {
            try copy("document", where: "id IN (SELECT document_id FROM source.capture WHERE run_id IN temp.chosen)")
        }
        return names
    }

    /// Copies the columns that both have: a source that was opened is as new as this program.
    private func copy(_ table: String, where condition: String) throws {
        let columns =
            try String.fetchAll(
                db,
                sql: "SELECT '\"' || name || '\"' FROM pragma_table_info(?)",
                arguments: [table]
            )
            .joined(separator: ", ")
        try db.execute(
            sql: "INSERT INTO main.\(table) (\(columns)) SELECT \(columns) FROM source.\(table) WHERE \(condition)"
        )
    }
}
