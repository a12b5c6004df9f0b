import Tracker

/// The names that columns can have in a store, asked for when one is first named.
final class KnownColumns {
    private let store: Store
    private var metrics: Set<String>?
    private var parameters: Set<String>?

    init(_ store: Store) {
        self.store = store
    }

    /// The columns that a person means by names with commas between them.
    func columns(named text: String) throws -> [RunColumn] {
        try Self.names(text).map { try column(named: $0) }
    }

    /// Names that commas part, without the spaces around them.
    static func names(_ text: String) -> [String] {
        text.split(separator: ",")
            .map { String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
            .filter { !$0.isEmpty }
    }

    /// The column that a person means.
    func column(named text: String) throws -> RunColumn {
        if let fixed = RunColumn.fixed.first(where: { $0.name == text }) { return fixed.column }
        let metrics = try metrics ?? Set(store.metricNames())
        self.metrics = metrics
        // Parameters are many, and where a name can be both a metric is meant.
        if let column = RunColumn(metric: text, metrics: metrics) { return column }
        let parameters = try parameters ?? Set(store.parameterPaths())
        self.parameters = parameters
        return try RunColumn(parsing: text, parameters: parameters, metrics: metrics)
    }
}
