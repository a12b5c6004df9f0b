import GRDB
import Hashing
import RunLog

/// Where it is kept what runs were made from; runs of one sweep share nearly all of it, so each text is stored once.
enum CaptureTables {
    static let sql = """
        CREATE TABLE document (
            id INTEGER PRIMARY KEY,
            sha256 TEXT NOT NULL UNIQUE,
            json TEXT NOT NULL
        ) STRICT;
        CREATE TABLE capture (
            run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
            section TEXT NOT NULL,
            source TEXT NOT NULL,
            document_id INTEGER NOT NULL REFERENCES document(id),
            PRIMARY KEY (run_id, section, source)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX capture_document ON capture(document_id);

        """

    /// Keeps what one party knows of a run, instead of what it said before.
    static func save(_ record: CaptureRecord, run: Int64, _ db: Database) throws {
        try db.execute(
            sql: "DELETE FROM capture WHERE run_id = ? AND source = ?",
            arguments: [run, record.source.rawValue]
        )
        for section in record.sections {
            try db.cachedStatement(
                sql: "INSERT OR REPLACE INTO capture (run_id, section, source, document_id) VALUES (?, ?, ?, ?)"
            )
            .execute(arguments: [run, section.key, record.source.rawValue, try id(of: section.value.text, db)])
        }
    }

    /// The number of a text, which is stored unless it is there.
    private static func id(of text: String, _ db: Database) throws -> Int64? {
        let hash = SHA256.hash(text).hexadecimal
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO document (sha256, json) VALUES (?, ?)")
            .execute(arguments: [hash, text])
        return try Int64.fetchOne(db, sql: "SELECT id FROM document WHERE sha256 = ?", arguments: [hash])
    }
}
