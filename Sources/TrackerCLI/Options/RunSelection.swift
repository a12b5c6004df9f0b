import ArgumentParser
import RunLog
import Tracker

/// Which runs, in which order: the same flags wherever runs are listed.
struct RunSelection: ParsableArguments {
    @OptionGroup var conditions: RunConditions

    @Option(
        name: .long,
        parsing: .unconditional,
        help: ArgumentHelp(
            "Sort by a column, such as train/loss, params.optimizer.lr, -started; '-' puts the largest first. Commas "
                + "part several.",
            valueName: "columns"
        )
    )
    var sort: String?

    @Option(name: .long, help: ArgumentHelp("Columns to show, parted by commas.", valueName: "columns"))
    var columns: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("At most so many runs.", valueName: "count"))
    var limit: Int?

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1") }
    }

    /// The runs that are meant, sorted and limited.
    ///
    /// With `shownAlone`, of parameters and metrics they have only what the chosen columns show.
    func runs(in store: Store, known: KnownColumns, shownAlone: Bool = false) throws -> [Run] {
        var query = try unsorted(in: store, known: known)
        query.sort = try sorts(known)
        query.limit = limit
        if shownAlone, let columns = try chosenColumns(known) {
            query.detail = RunDetail(for: columns + query.sort.map(\.column) + (query.filterColumns ?? []))
        }
        return try store.runs(query)
    }

    /// What asks for the runs that are meant, however many, in the order of the store.
    func unsorted(in store: Store, known: KnownColumns, more: [RunColumn] = []) throws -> RunQuery {
        var query = try conditions.query(store)
        let columns = try chosenColumns(known) ?? []
        query.moments.formUnion(RunMoment.all(in: columns + more + (try sorts(known).map(\.column))))
        return query
    }

    /// The columns that were asked for; nil for those that suit the runs.
    func chosenColumns(_ known: KnownColumns) throws -> [RunColumn]? {
        try columns.map { try known.columns(named: $0) }
    }

    /// What to sort by.
    func sorts(_ known: KnownColumns) throws -> [RunSort] {
        try KnownColumns.names(sort ?? "")
            .map { text in
                let isDescending = text.hasPrefix("-")
                return RunSort(
                    try known.column(named: isDescending ? String(text.dropFirst()) : text),
                    descending: isDescending
                )
            }
    }
}
