import Foundation
import GRDB

/// How a store is opened, made and brought up to date.
///
/// A store that is ready is opened without any lock. One that is not is made under an exclusive lock of a file beside
/// it: eight processes that start in a fresh lab at once make it one after another, the first for all.
struct StoreOpening {
    private let lab: Lab

    init(_ lab: Lab) {
        self.lab = lab
    }

    func open() throws -> DatabaseQueue {
        if isInWALMode, case let queue = try connect(), try queue.read(isReady) { return queue }
        let lock = try FileLock.waiting(for: lab.schemaLock)
        return try withExtendedLifetime(lock) { try make() }
    }

    /// Makes the store or brings it up to date, unless somebody did while the lock was waited for.
    private func make() throws -> DatabaseQueue {
        let queue = try connect()
        if try queue.read(isReady) { return queue }
        try checkOwner(queue)
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA journal_mode = WAL")
        }
        try keepCopy(queue)
        // With a write-ahead log, what is not forced to disk may be taken back by a power cut, but breaks nothing; and the
        // first transaction of a user's forces all of it. Waiting for the disk after each of the migrations is for nobody.
        try setSynchronous("NORMAL", queue)
        try Schema.migrator.migrate(queue)
        try setSynchronous("FULL", queue)
        return queue
    }

    private func setSynchronous(_ level: String, _ queue: DatabaseQueue) throws {
        try queue.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA synchronous = \(level)") }
    }

    func openReadOnly() throws -> DatabaseQueue {
        guard FileManager.default.fileExists(atPath: lab.database) else {
            throw StoreError.cannotOpen(path: lab.database, detail: "there is no store yet")
        }
        let queue: DatabaseQueue
        do {
            queue = try connectForReading(lab.database)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN && isInWALMode {
            // Where nothing can be written, SQLite cannot share a write-ahead log: the file alone is read, as it was when the
            // log was last folded into it. Nobody here can change it meanwhile.
            queue = try connectForReading("file:\(Self.escaped(lab.database))?immutable=1")
        }
        if try queue.read(isReady) { return queue }
        let isOurs = try queue.read { db in try Int.fetchOne(db, sql: "PRAGMA application_id") == Schema.applicationID }
        guard isOurs else { throw StoreError.notAStore(path: lab.database) }
        let reason = "the store is of an older version, which must be brought up to date before it is read"
        throw StoreError.notWritable(path: lab.path, reason: reason)
    }

    private func connectForReading(_ path: String) throws -> DatabaseQueue {
        var configuration = configuration
        configuration.readonly = true
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        _ = try queue.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") }
        return queue
    }

    private static func escaped(_ path: String) -> String {
        path.replacing("%", with: "%25").replacing("?", with: "%3f").replacing("#", with: "%23")
    }

    private var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.label = "tracker"
        // 32 MB, used only when needed: a transaction of ingest then keeps its pages until it ends.
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA cache_size = -32768")
        }
        return configuration
    }

    private func connect() throws -> DatabaseQueue {
        try DatabaseQueue(path: lab.database, configuration: configuration)
    }

    /// Bytes 18 and 19 of an SQLite file say whether it keeps a write-ahead log.
    private var isInWALMode: Bool {
        guard let file = FileHandle(forReadingAtPath: lab.database) else { return false }
        defer { try? file.close() }
        guard let header = try? file.read(upToCount: 20), header.count == 20 else { return false }
        return header[18] == 2 && header[19] == 2
    }

    /// Whether every migration was applied.
    ///
    /// - Throws: ``StoreError/newerVersion(path:)`` when some were applied that this program does not know.
    private func isReady(_ db: Database) throws -> Bool {
        guard try Int.fetchOne(db, sql: "PRAGMA application_id") == Schema.applicationID else { return false }
        let migrator = Schema.migrator
        if try migrator.hasBeenSuperseded(db) { throw StoreError.newerVersion(path: lab.database) }
        return try migrator.hasCompletedMigrations(db)
    }

    /// Refuses a database that another program filled.
    ///
    /// One that has the migrator's own table and nothing else is ours: whoever made it was killed before the first migration.
    private func checkOwner(_ queue: DatabaseQueue) throws {
        let isForeign = try queue.read { db in
            try Int.fetchOne(db, sql: "PRAGMA application_id") != Schema.applicationID
                && Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema WHERE tbl_name <> 'grdb_migrations'") != 0
        }
        if isForeign { throw StoreError.notAStore(path: lab.database) }
    }

    /// Before the tables of an existing store are changed, a copy of it is put beside it.
    private func keepCopy(_ queue: DatabaseQueue) throws {
        let applied = try queue.read { db in try Schema.migrator.appliedMigrations(db) }
        guard !applied.isEmpty else { return }
        let copy = "\(lab.database).before-\(Schema.migrator.migrations.count)"
        guard !FileManager.default.fileExists(atPath: copy) else { return }
        // Under a name of its own until it is whole; one that somebody did not live to finish is made anew.
        let unfinished = copy + ".unfinished"
        if FileManager.default.fileExists(atPath: unfinished) { try FileManager.default.removeItem(atPath: unfinished) }
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "VACUUM INTO ?", arguments: [unfinished])
        }
        try FileManager.default.moveItem(atPath: unfinished, toPath: copy)
    }
}
