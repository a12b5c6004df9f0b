import Tracker

/// The names that columns can have in a store, asked for when one is first named.
struct KnownColumns {
    private let store: Store

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
        return try RunColumn(
            parsing: text,
            parameters: Set(store.parameterPaths()),
            metrics: Set(store.metricNames())
        )
    }
}
