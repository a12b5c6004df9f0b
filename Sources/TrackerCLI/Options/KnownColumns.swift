import Tracker

/// The names that columns can have in a store, asked for when one is first named.
struct KnownColumns {
    private let store: Store

    init(_ store: Store) {
        self.store = store
    }

    /// The column that a person means.
    func column(named text: String) throws -> RunColumn {
        if let fixed = RunColumn.fixed.first(where: { $0.name == text }) { return fixed.column }
        return try RunColumn(
            parsing: text,
            parameters: Set(store.parameterPaths()),
            metrics: Set(store.metrics().map(\.name))
        )
    }
}
