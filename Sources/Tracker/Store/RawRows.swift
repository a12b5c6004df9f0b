import GRDB
import GRDBSQLite

/// The rows of a statement, their columns read straight from SQLite: for what is read by the hundred thousand.
///
/// GRDB's own rows cost three times as much. The rows must be read to their end.
struct RawRows {
    private let db: Database
    private let statement: Statement
    private let handle: OpaquePointer
    /// The text that a column had last: states, hosts and sweeps are the same from row to row.
    private var texts: [String]

    init(_ db: Database, _ statement: Statement, _ arguments: StatementArguments = []) throws {
        try statement.setArguments(arguments)
        self.db = db
        self.statement = statement
        handle = statement.sqliteStatement
        texts = Array(repeating: "", count: statement.columnCount)
    }

    init(_ db: Database, sql: String, arguments: StatementArguments = []) throws {
        try self.init(db, db.makeStatement(sql: sql), arguments)
    }

    /// Goes to the next row.
    ///
    /// - Returns: Whether there is one.
    func next() throws -> Bool {
        let code = sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        let message = code == SQLITE_DONE ? nil : sqlite3_errmsg(db.sqliteConnection).map { String(cString: $0) }
        sqlite3_reset(handle)
        guard code == SQLITE_DONE else { throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message) }
        return false
    }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    func int(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func double(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }

    /// A number; nil for null.
    func optionalDouble(_ column: Int32) -> Double? { isNull(column) ? nil : double(column) }

    /// A whole number; nil for null.
    func optionalInt(_ column: Int32) -> Int64? { isNull(column) ? nil : int(column) }

    /// A text; nil for null.
    mutating func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    /// A text; that of the row before where it is the same.
    mutating func text(_ column: Int32) -> String {
        let bytes = bytes(column)
        if !texts[Int(column)].isSame(as: bytes) { texts[Int(column)] = String(decoding: bytes, as: UTF8.self) }
        return texts[Int(column)]
    }

    /// A text's bytes, good until the next row.
    func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: sqlite3_column_text(handle, column),
            count: Int(sqlite3_column_bytes(handle, column))
        )
    }
}

extension String {
    /// Whether these bytes are the text in UTF-8.
    func isSame(as bytes: UnsafeRawBufferPointer) -> Bool {
        guard utf8.count == bytes.count else { return false }
        return utf8.withContiguousStorageIfAvailable { $0.elementsEqual(bytes) } ?? utf8.elementsEqual(bytes)
    }
}
