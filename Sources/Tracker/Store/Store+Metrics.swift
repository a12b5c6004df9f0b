public import Expressions
import GRDB

extension Store {
    /// The points of one metric of some runs, in order of step; a run that never logged it is absent.
    ///
    /// - Throws: ``StoreError``.
    public func series(metric: String, runs: [Int64]) throws -> [Int64: Series] {
        try read { db in
            let id = try Int64.fetchOne(db, sql: "SELECT id FROM metric WHERE name = ?", arguments: [metric])
            guard let id else { return [:] }
            var found: [Int64: Series] = [:]
            for run in Set(runs) {
                let points = try PointRows(db: db, run: run, metric: id).points()
                if !points.isEmpty { found[run] = Series(points) }
            }
            return found
        }
    }

    /// The points of one metric of one run beyond a step, in order of step: what is new since the last look.
    ///
    /// - Throws: ``StoreError``.
    public func series(metric: String, run: Int64, after step: Int64) throws -> Series {
        try read { db in
            let id = try Int64.fetchOne(db, sql: "SELECT id FROM metric WHERE name = ?", arguments: [metric])
            guard let id, step < .max else { return Series([]) }
            return Series(try PointRows(db: db, run: run, metric: id).points(from: step + 1))
        }
    }

    /// The names of all metrics, in order.
    ///
    /// - Throws: ``StoreError``.
    public func metricNames() throws -> [String] {
        try read { db in try String.fetchAll(db, sql: "SELECT name FROM metric ORDER BY name") }
    }

    /// All metrics by name, with how widely they are logged; system metrics too.
    ///
    /// - Throws: ``StoreError``.
    public func metrics() throws -> [MetricOverview] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT name, count(run_id), coalesce(sum(count), 0), goal
                    FROM metric LEFT JOIN summary ON metric_id = metric.id GROUP BY metric.id ORDER BY name
                    """
            )
            .map { row in
                MetricOverview(
                    name: row[0],
                    runs: row[1],
                    points: row[2],
                    goal: MetricGoal(stored: row[3], name: row[0])
                )
            }
        }
    }

    /// Says whether less or more of a metric is better, instead of what its name suggests.
    ///
    /// - Throws: ``StoreError``, ``StoreError/unknown(kind:name:suggestions:)`` for a metric that nobody logged.
    public func set(goal: MetricGoal, of metric: String) throws {
        try write { db in
            try db.execute(sql: "UPDATE metric SET goal = ? WHERE name = ?", arguments: [goal.rawValue, metric])
            guard db.changesCount == 0 else { return }
            let names = try String.fetchAll(db, sql: "SELECT name FROM metric ORDER BY name")
            throw StoreError.unknown(
                kind: .metric,
                name: metric,
                suggestions: Spelling.nearest(to: metric, among: names).map { [$0] } ?? []
            )
        }
    }

    /// The paths of all configuration leaves, in order.
    ///
    /// - Throws: ``StoreError``.
    public func parameterPaths() throws -> [String] {
        try read { db in try String.fetchAll(db, sql: "SELECT DISTINCT path FROM param ORDER BY path") }
    }

    /// The types that each configuration leaf has in some run; not null, which any may be.
    ///
    /// - Throws: ``StoreError``.
    public func parameterTypes() throws -> [String: TypeSet] {
        try read { db in
            let rows = try Row.fetchAll(db, sql: "SELECT DISTINCT path, type FROM param WHERE type <> 'null'")
            return rows.reduce(into: [:]) { types, row in
                types[row[0] as String, default: []].formUnion(Self.type(named: row[1]))
            }
        }
    }

    private static func type(named name: String) -> TypeSet {
        switch name {
        case "bool": .bool
        case "int": .int
        case "double": .number
        case "string": .string
        default: .list
        }
    }
}

extension MetricGoal {
    /// What the store says or, where it says nothing, what the name suggests.
    init(stored: String?, name: String) {
        self = stored.flatMap(MetricGoal.init(rawValue:)) ?? MetricGoal(suggestedBy: name)
    }
}

extension Series {
    init(_ points: [StoredPoint]) {
        self.init(steps: points.map(\.step), times: points.map(\.seconds), values: points.map(\.value))
    }
}
