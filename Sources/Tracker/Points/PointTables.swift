import GRDB

/// The tables of points, and how the table of the first version becomes them.
enum PointTables {
    /// Makes the tables of strips and loose points, with the view `point` over both.
    ///
    /// None has foreign keys, which would cost two look-ups a row; the trigger does their work.
    static func make(_ db: Database) throws {
        try db.execute(sql: Strip.table + loose + view + trigger)
    }

    /// Takes over what a table of one row a point held.
    static func takeOver(_ db: Database) throws {
        try db.execute(sql: "DROP TRIGGER run_points; ALTER TABLE point RENAME TO point_before")
        try make(db)
        let series = try Row.fetchAll(db, sql: "SELECT DISTINCT run_id, metric_id FROM point_before")
        for one in series {
            let rows = PointRows(db: db, run: one[0], metric: one[1])
            let points =
                try Row.fetchAll(
                    db,
                    sql: "SELECT step, time, value FROM point_before WHERE run_id = ? AND metric_id = ? ORDER BY step",
                    arguments: [rows.run, rows.metric]
                )
                .map { StoredPoint(step: $0[0], seconds: $0[1], value: $0[2] ?? .nan) }
            try rows.addLoose(rows.addStrips(points))
        }
        try db.execute(sql: "DROP TABLE point_before")
    }

    /// Where a run's points are, for what removes them.
    static let names = ["strip", "loose_point"]

    private static let loose = """
        CREATE TABLE loose_point (
            run_id INTEGER NOT NULL,
            metric_id INTEGER NOT NULL,
            step INTEGER NOT NULL,
            time INTEGER NOT NULL,
            value REAL,
            PRIMARY KEY (run_id, metric_id, step)
        ) STRICT, WITHOUT ROWID;

        """

    private static let view = """
        CREATE VIEW point AS
        SELECT run_id, metric_id, step, time / 1000.0 AS time, value FROM loose_point
        UNION ALL
        \(Strip.points);

        """

    private static let trigger = """
        CREATE TRIGGER run_points AFTER DELETE ON run BEGIN
            \(names.map { "DELETE FROM \($0) WHERE run_id = old.id;" }.joined(separator: " "))
        END;

        """
}
