import Foundation
import GRDB
public import RunLog

/// Rows as a query of the user's gave them.
public struct SQLResult: Hashable, Sendable {
    /// The columns' names.
    public let columns: [String]
    /// The rows; a blob is its bytes in hexadecimal.
    public let rows: [[JSONValue]]
}

extension Store {
    /// Runs one statement of a person's own SQL.
    ///
    /// Use it on a store opened for reading. Three doors are shut one behind the other: only statements that ask are taken at
    /// all (``SQLQuestion``), SQLite must call the statement read-only, and the connection cannot write.
    ///
    /// - Parameters:
    ///   - sql: One statement.
    ///   - limit: At most so many rows; nil for all.
    /// - Returns: Names of columns and rows of values.
    /// - Throws: ``StoreError/sqlite(path:detail:)`` with SQLite's words for a statement it does not take.
    public func rows(sql: String, limit: Int? = nil) throws -> SQLResult {
        if let reason = SQLQuestion.refusal(of: sql) { throw StoreError.sqlite(path: lab.database, detail: reason) }
        return try read { db in
            let statement = try db.makeStatement(sql: sql)
            guard statement.isReadonly else {
                throw StoreError.sqlite(path: lab.database, detail: "only statements that change nothing are run here")
            }
            let cursor = try Row.fetchCursor(statement)
            var rows: [[JSONValue]] = []
            while rows.count < limit ?? .max, let row = try cursor.next() {
                rows.append(row.databaseValues.map(Self.json))
            }
            return SQLResult(columns: statement.columnNames, rows: rows)
        }
    }

    private static func json(_ value: DatabaseValue) -> JSONValue {
        switch value.storage {
        case .null: .null
        case .int64(let value): .int(value)
        case .double(let value): .double(value)
        case .string(let value): .string(value)
        case .blob(let data): .string(data.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
        }
    }
}
