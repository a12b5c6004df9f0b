import Foundation
import GRDB
import RunLog

/// Imports an MLflow store that is an SQLite file.
struct MLflowDatabase {
    private let path: String

    init(_ path: String) {
        self.path = path
    }

    func run(into sink: inout ImportSink) throws {
        do {
            try open().read { db in try read(db, into: &sink) }
        } catch let error as DatabaseError {
            throw ImportError.malformed(
                path: path,
                offset: nil,
                reason: "this is no store of MLflow's (\(error.message ?? "SQLite error \(error.resultCode.rawValue)"))"
            )
        }
    }

    private func open() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.label = "mlflow"
        // Views of a file that somebody sent may call no function that does more than compute.
        configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA trusted_schema = OFF") }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    private func read(_ db: Database, into sink: inout ImportSink) throws {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT runs.run_uuid, runs.name, status, start_time, end_time, experiments.name
                FROM runs LEFT JOIN experiments ON experiments.experiment_id = runs.experiment_id
                WHERE runs.lifecycle_stage = 'active' ORDER BY start_time, run_uuid
                """
        )
        for row in rows {
            guard let id = text(row[0]) else { continue }
            try sink.add(group: text(row[5]) ?? "mlflow") { log in
                var run = MLflowRun(id: id, name: text(row[1]))
                run.status = text(row[2]).flatMap(MLflowRun.Status.init(written:))
                run.startedAt = number(row[3]).map { $0 / 1000 }
                run.endedAt = number(row[4]).map { $0 / 1000 }
                run.parameters = try pairs("params", of: id, db)
                run.tags = try pairs("tags", of: id, db)
                try readPoints(of: id, db, into: &log)
                return run.imported(last: log.lastTime)
            }
        }
    }

    private func pairs(_ table: String, of run: String, _ db: Database) throws -> [String: String] {
        try Row.fetchAll(db, sql: "SELECT \"key\", value FROM \(table) WHERE run_uuid = ?", arguments: [run])
            .reduce(into: [:]) { pairs, row in
                if let key = text(row[0]) { pairs[key] = text(row[1]) ?? "" }
            }
    }

    private func readPoints(of run: String, _ db: Database, into log: inout ImportLog) throws {
        let points = try Row.fetchCursor(
            db,
            sql: """
                SELECT "key", value, timestamp, step, is_nan FROM metrics WHERE run_uuid = ?
                ORDER BY timestamp, step, "key", value
                """,
            arguments: [run]
        )
        while let point = try points.next() {
            guard let name = text(point[0]), let value = number(point[1]), let time = number(point[2]),
                let step = number(point[3]).flatMap({ Int64(exactly: $0) })
            else { continue }
            let isNaN = (number(point[4]) ?? 0) != 0
            try log.add(name, step: step, time: time / 1000, MLflowRun.metric(value, isNaN: isNaN))
        }
    }

    /// SQLite's columns hold what was put into them, whatever their declared type.
    ///
    /// Neither is inlined: the optimiser of Swift 6.3.1 crashes on a loop that has four of them in one statement.
    @inline(never) private func text(_ value: DatabaseValue) -> String? { String.fromDatabaseValue(value) }
    @inline(never) private func number(_ value: DatabaseValue) -> Double? { Double.fromDatabaseValue(value) }
}
