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
    /// `type` is the index of the column of that name in the row; `value` follows it. The first letter tells the types apart.
    static func value(in row: inout RawRows, type: Int32) -> JSONValue {
        switch row.bytes(type).first {
        case UInt8(ascii: "b"): return .bool(row.int(type + 1) != 0)
        case UInt8(ascii: "i"): return .int(row.int(type + 1))
        case UInt8(ascii: "d"): return .double(row.optionalDouble(type + 1) ?? .nan)
        case UInt8(ascii: "s"): return .string(row.text(type + 1))
        case UInt8(ascii: "j"):
            let text = row.text(type + 1)
            return (try? JSONValue(parsing: text)) ?? .string(text)
        default: return .null
        }
    }
}
