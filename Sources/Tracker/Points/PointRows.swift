import GRDB

/// The points of one metric of one run: strips, and after their last step the loose points, fewer than fill a strip.
struct PointRows {
    let db: Database
    let run: Int64
    let metric: Int64

    /// The points from a step on, in order of step.
    func points(from step: Int64 = .min) throws -> [StoredPoint] {
        try (strips(from: step) + loose()).filter { $0.step >= step }
    }

    /// The latest point at a step or before it.
    func last(upTo step: Int64) throws -> StoredPoint? {
        var points = try loose()
        if points.first.map({ $0.step > step }) ?? true {
            var row = try RawRows(
                db,
                db.cachedStatement(
                    sql: """
                        SELECT \(Strip.columns) FROM strip WHERE run_id = ? AND metric_id = ? AND step <= ?
                        ORDER BY step DESC LIMIT 1
                        """
                ),
                [run, metric, step]
            )
            points = []
            while try row.next() { Strip.read(&row, into: &points) }
        }
        return points.last { $0.step <= step }
    }

    /// The points of the strips that reach a step or begin after it.
    func strips(from step: Int64) throws -> [StoredPoint] {
        var points: [StoredPoint] = []
        var rows = try RawRows(
            db,
            db.cachedStatement(sql: "SELECT \(Strip.columns) FROM strip WHERE \(Self.reaching) ORDER BY step"),
            [run, metric, step]
        )
        while try rows.next() { Strip.read(&rows, into: &points) }
        return points
    }

    /// The loose points.
    func loose() throws -> [StoredPoint] {
        let rows = try RawRows(
            db,
            db.cachedStatement(
                sql: "SELECT step, time, value FROM loose_point WHERE run_id = ? AND metric_id = ? ORDER BY step"
            ),
            [run, metric]
        )
        var points: [StoredPoint] = []
        while try rows.next() {
            points.append(StoredPoint(step: rows.int(0), time: rows.int(1), value: rows.optionalDouble(2) ?? .nan))
        }
        return points
    }

    /// Removes the strips that ``strips(from:)`` reads.
    func removeStrips(from step: Int64) throws {
        try db.cachedStatement(sql: "DELETE FROM strip WHERE \(Self.reaching)").execute(arguments: [run, metric, step])
    }

    /// Removes the loose points.
    func removeLoose() throws {
        try db.cachedStatement(sql: "DELETE FROM loose_point WHERE run_id = ? AND metric_id = ?")
            .execute(arguments: [run, metric])
    }

    /// Adds points, in order of step, as strips: as many as fill some.
    ///
    /// - Returns: The points that are left, fewer than fill another.
    func addStrips(_ points: [StoredPoint]) throws -> ArraySlice<StoredPoint> {
        var rest = points[...]
        guard rest.count >= Strip.length else { return rest }
        let statement = try db.cachedStatement(sql: Strip.insertion)
        while rest.count >= Strip.length {
            Strip.bind(rest.prefix(Strip.length), run: run, metric: metric, to: statement)
            try statement.execute()
            rest = rest.dropFirst(Strip.length)
        }
        return rest
    }

    /// Adds loose points; one that is there at that step is replaced.
    func addLoose(_ points: some Collection<StoredPoint>) throws {
        guard !points.isEmpty else { return }
        let statement = try db.cachedStatement(sql: Self.looseInsertion)
        for point in points {
            statement.setUncheckedArguments([])
            let handle = statement.sqliteStatement
            _ = run.bind(to: handle, at: 1)
            _ = metric.bind(to: handle, at: 2)
            _ = point.step.bind(to: handle, at: 3)
            _ = point.time.bind(to: handle, at: 4)
            _ = point.value.bind(to: handle, at: 5)
            try statement.execute()
        }
    }

    private static let looseInsertion = """
        INSERT OR REPLACE INTO loose_point (run_id, metric_id, step, time, value) VALUES (?1, ?2, ?3, ?4, ?5)
        """

    /// The strips that hold a step or come after it: those from the last one that begins no later.
    private static let reaching = """
        run_id = ?1 AND metric_id = ?2 AND step >= coalesce(
            (SELECT max(step) FROM strip WHERE run_id = ?1 AND metric_id = ?2 AND step <= ?3), ?3)
        """
}
