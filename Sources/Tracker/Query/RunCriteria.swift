import GRDB
import RunLog

/// The part of a query that SQL decides.
struct RunCriteria {
    /// A condition on `run` joined with `sweep`.
    private(set) var condition = "1"
    private(set) var arguments = StatementArguments()
    /// Whether nothing but having been archived leaves a run out, so that most are meant.
    let isWide: Bool

    init(_ query: RunQuery) {
        isWide =
            query.sweep == nil && query.states == nil && query.keys == nil && query.ids == nil && !query.latestAttempts
        if let sweep = query.sweep { add("sweep.name = ?", [sweep]) }
        if let states = query.states { add(list: states.map { .string($0.rawValue) }, "run.state") }
        if let keys = query.keys { add(list: keys.map { .string($0) }, "run.key") }
        if let ids = query.ids { add(list: ids.map { .int($0) }, "run.id") }
        let isNamed = query.keys != nil || query.ids != nil
        if !(query.archived ?? isNamed) { add("run.archived_at IS NULL", []) }
        if query.latestAttempts {
            add("run.attempt = (SELECT max(attempt) FROM run AS other WHERE other.key = run.key)", [])
        }
    }

    private mutating func add(_ sql: String, _ more: StatementArguments) {
        condition += " AND \(sql)"
        arguments += more
    }

    /// A list goes in as one JSON argument, so that its length has no limit.
    private mutating func add(list: [JSONValue], _ column: String) {
        add("\(column) IN (SELECT value FROM json_each(?))", [JSONValue.array(list).text])
    }
}
