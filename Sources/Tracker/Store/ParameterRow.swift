import GRDB
import RunLog

/// A leaf of a configuration as the `param` table holds it: a value that SQL can compare, and its JSON type.
enum ParameterRow {
    /// Writes the leaves of a configuration.
    static func insert(_ configuration: JSONValue, run: Int64, _ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: "INSERT OR REPLACE INTO param (run_id, path, type, value) VALUES (?, ?, ?, ?)"
        )
        for leaf in configuration.leaves where !leaf.key.isEmpty {
            let (type, value) = columns(leaf.value)
            try statement.execute(arguments: [run, leaf.key, type, value])
        }
    }

    private static func columns(_ value: JSONValue) -> (type: String, value: DatabaseValue) {
        switch value {
        case .null: ("null", .null)
        case .bool(let value): ("bool", value.databaseValue)
        case .int(let value): ("int", value.databaseValue)
        case .double(let value): ("double", value.databaseValue)
        case .string(let value): ("string", value.databaseValue)
        case .array, .object: ("json", value.text.databaseValue)
        }
    }

    /// The value again, exactly as it stood in the configuration.
    ///
    /// `type` is the index of the column of that name in the row; `value` follows it.
    static func value(in row: Row, type: Int) -> JSONValue {
        switch row[type] as String {
        case "bool": .bool(row[type + 1])
        case "int": .int(row[type + 1])
        case "double": .double((row[type + 1] as Double?) ?? .nan)
        case "string": .string(row[type + 1])
        case "json": (try? JSONValue(parsing: row[type + 1] as String)) ?? .string(row[type + 1])
        default: .null
        }
    }
}
