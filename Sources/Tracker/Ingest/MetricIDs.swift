import GRDB

/// The numbers of metrics, asked for once each.
struct MetricIDs {
    private var ids: [String: Int64] = [:]

    /// The number of a metric; a new one gets the next.
    mutating func id(of name: String, _ db: Database) throws -> Int64 {
        if let id = ids[name] { return id }
        try db.execute(sql: "INSERT OR IGNORE INTO metric (name) VALUES (?)", arguments: [name])
        let id = try Int64.fetchOne(db, sql: "SELECT id FROM metric WHERE name = ?", arguments: [name])
        ids[name] = id
        return id ?? 0
    }
}
