import Foundation
import RunLog
import TestSupport
import Testing
import Tracker

/// The queries in `docs/schema.md` are what people copy: they must run as they stand.
@Suite struct SchemaDocumentTests {
    @Test func theExampleQueriesRun() throws {
        let queries = try Self.examples()
        #expect(queries.count == 5)
        try LabFixture.with { (fixture) throws in
            for seed in 0..<3 {
                let run = try fixture.makeRun(
                    "tokens/k\(seed)/1",
                    configuration: #"{"projector":{"depth":2},"seed":\#(seed)}"#,
                    log: (1...3).map { LabFixture.line($0, #""train/loss":\#(seed + $0),"eval/mme":9"#) }.joined()
                )
                try ExitRecord(code: 0, reason: .finished, finishedAt: 3000).write(to: run)
            }
            try fixture.ingest()
            let store = try Store(readingFrom: fixture.lab)
            for query in queries { #expect(try !store.rows(sql: query).rows.isEmpty, "\(query)") }
        }
    }

    @Test func everyTableIsDescribed() throws {
        let text = try Self.document()
        try LabFixture.with { (fixture) throws in
            let tables = try Store(readingFrom: fixture.lab)
                .rows(
                    sql:
                        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'grdb%' AND name NOT LIKE 'sqlite%'"
                )
            for row in tables.rows {
                let name = try #require(row[0].stringValue)
                #expect(text.contains("\n### `\(name)`"), "docs/schema.md says nothing of \(name)")
            }
        }
    }

    @Test func nothingCanBeChangedThroughSQL() throws {
        try LabFixture.with { (fixture) throws in
            try fixture.makeRun("first")
            try fixture.ingest()
            let store = try Store(readingFrom: fixture.lab)
            let elsewhere = fixture.lab.path + "/elsewhere.sqlite"
            for statement in [
                "DELETE FROM run", "DROP TABLE run", "PRAGMA journal_mode = DELETE", "SELECT 1; DELETE FROM run",
                "INSERT INTO tag VALUES (1, 'x')", "WITH x AS (SELECT 1) DELETE FROM run", "UPDATE run SET key = 'x'",
                "PRAGMA writable_schema = 1", "PRAGMA user_version = 7", "PRAGMA wal_checkpoint(TRUNCATE)",
                "CREATE TEMP TABLE x (a)", "ATTACH '\(elsewhere)' AS other",
                "  /* */ -- x\n attach '\(elsewhere)' AS o",
                "VACUUM", "VACUUM INTO '\(elsewhere)'", "BEGIN IMMEDIATE", "REINDEX", "ANALYZE", "DETACH main",
                "SELECT load_extension('/tmp/x.so')", "SELECT writefile('\(elsewhere)', 'x')",
                "SELECT readfile('/etc/passwd')", "SELECT edit('x')", "", "/* never closed",
            ] {
                #expect(throws: StoreError.self, "\(statement)") { try store.rows(sql: statement) }
            }
            for statement in ["select 1", "VALUES (1)", "PRAGMA table_info(run)", "EXPLAIN SELECT 1", "-- x\nSELECT 1"]
            {
                #expect(try !store.rows(sql: statement).rows.isEmpty, "\(statement)")
            }
            #expect(!FileManager.default.fileExists(atPath: elsewhere))
            #expect(try fixture.store.runs().count == 1)
        }
    }

    private static func document(_ file: String = #filePath) throws -> String {
        let root = URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: "docs/schema.md"), encoding: .utf8)
    }

    /// The blocks that are marked as SQL.
    private static func examples() throws -> [String] {
        try document().components(separatedBy: "```sql\n").dropFirst()
            .compactMap { $0.components(separatedBy: "```").first }
    }
}
