import GRDB

/// Which folders under `runs/` were listed, and how they looked then.
///
/// Those that are run directories themselves are not among them.
enum FolderTable {
    static let sql = """
        CREATE TABLE folder (
            path TEXT PRIMARY KEY,
            inode INTEGER NOT NULL,
            modified INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        """

    /// The stamps by path, relative to the lab.
    static func all(_ db: Database) throws -> [String: FolderStamp] {
        var rows = try RawRows(db, sql: "SELECT path, inode, modified FROM folder")
        var stamps: [String: FolderStamp] = [:]
        while try rows.next() { stamps[rows.text(0)] = FolderStamp(stored: rows.int(1), rows.int(2)) }
        return stamps
    }

    static func save(_ stamps: [String: FolderStamp], gone: [String], _ db: Database) throws {
        let removal = try db.makeStatement(sql: "DELETE FROM folder WHERE path = ?")
        for path in gone { try removal.execute(arguments: [path]) }
        let insertion = try db.makeStatement(
            sql: "INSERT OR REPLACE INTO folder (path, inode, modified) VALUES (?, ?, ?)"
        )
        for (path, stamp) in stamps { try insertion.execute(arguments: [path, stamp.inode, stamp.modified]) }
    }
}
