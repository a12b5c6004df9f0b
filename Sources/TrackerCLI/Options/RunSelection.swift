public import ArgumentParser
import Expressions
public import RunLog
import Tracker

/// Which runs, in which order: the same flags wherever runs are listed.
struct RunSelection: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("Only runs of this sweep.", valueName: "name"))
    var sweep: String?

    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("Only runs in this state; may be given several times.", valueName: "state")
    )
    var state: [RunState] = []

    @Option(
        name: .customLong("where"),
        help: ArgumentHelp(
            "Only runs of which this is true, such as \"lora.rank >= 8 and eval/mme > 900 and state = finished\".",
            valueName: "expression"
        )
    )
    var condition: String?

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

    /// The runs that are meant.
    func runs(in store: Store, known: KnownColumns) throws -> [Run] {
        if let sweep { try checkSweep(sweep, in: store) }
        return try store.runs(
            RunQuery(
                sweep: sweep,
                states: state.isEmpty ? nil : Set(state),
                filter: try filter(store),
                sort: sorts(known),
                limit: limit
            )
        )
    }

    /// The columns that were asked for; nil for those that suit the runs.
    func chosenColumns(_ known: KnownColumns) throws -> [RunColumn]? {
        try columns.map { try $0.split(separator: ",").map { try known.column(named: Self.trimmed($0)) } }
    }

    private func filter(_ store: Store) throws -> (@Sendable (Run) throws -> Bool)? {
        guard let condition else { return nil }
        let metrics = Set(try store.metrics().map(\.name))
        let filter = try RunFilter(condition, parameters: store.parameterTypes(), metrics: metrics)
        let now = Timestamp.now()
        return { try filter.keeps($0, now: now) }
    }

    private func sorts(_ known: KnownColumns) throws -> [RunSort] {
        try (sort ?? "").split(separator: ",")
            .map { part in
                let text = Self.trimmed(part)
                let isDescending = text.hasPrefix("-")
                return RunSort(
                    try known.column(named: isDescending ? String(text.dropFirst()) : text),
                    descending: isDescending
                )
            }
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    private func checkSweep(_ name: String, in store: Store) throws {
        let names = try store.sweeps().map(\.sweep.name)
        guard !names.contains(name) else { return }
        throw StoreError.unknown(
            kind: .sweep,
            name: name,
            suggestions: Spelling.nearest(to: name, among: names).map { [$0] } ?? []
        )
    }
}

extension RunState: ExpressibleByArgument {}
