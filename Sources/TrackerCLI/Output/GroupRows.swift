import RunLog
import Terminal
import Tracker

/// Groups of runs, printed: what they agree in, how many they are, and what their numbers come to.
struct GroupRows {
    private static let bestLimit = 3

    let groups: [RunGroup]
    /// What they are grouped by.
    let columns: [RunColumn]
    /// What is taken over each group.
    let values: [RunColumn]
    let now: Double

    /// The rows as text, ended by a newline.
    func text(_ format: OutputFormat, _ traits: OutputTraits) -> String {
        switch format {
        case .table: table.text(traits)
        case .csv: csv
        case .json: JSONValue.array(groups.map(object)).indentedText + "\n"
        }
    }

    /// Such as `4 groups of 12 runs · mean ± sample standard deviation (n − 1)`.
    var footer: String {
        let runs = groups.flatMap(\.runs)
        let open = runs.filter { $0.state != .finished }.count
        let words = [
            "\(groups.count) \(groups.count == 1 ? "group" : "groups") of \(runs.count) \(runs.count == 1 ? "run" : "runs")",
            "mean ± sample standard deviation (n − 1)",
        ]
        let warning =
            open == 0 ? [] : ["\(open) not finished: counted with what they have (--state finished leaves them out)"]
        return (words + warning).joined(separator: " · ") + "\n"
    }

    private var table: Table {
        let hasBest = values.count <= Self.bestLimit
        let heads = columns.enumerated()
            .map { index, column in
                let isNumeric = groups.allSatisfy { $0.key[index].map { $0.doubleValue != nil } ?? true }
                return Table.Column(head(column), isNumeric ? .trailing : .leading, mayShrink: true)
            }
        var table = Table(
            heads + [Table.Column("runs", .trailing)]
                + values.flatMap { value in
                    let name = Self.shortName(value)
                    return [Table.Column(name, .trailing)] + (hasBest ? [Table.Column("best", .trailing)] : [])
                }
        )
        for group in groups {
            let keys = group.key.map { $0.map { Table.Cell(RunText.exact($0)) } ?? Table.Cell("-", .dim) }
            table.add(
                keys + [Table.Cell(String(group.runs.count))] + values.flatMap { cells(group, $0, hasBest: hasBest) }
            )
        }
        return table
    }

    private func cells(_ group: RunGroup, _ column: RunColumn, hasBest: Bool) -> [Table.Cell] {
        guard let statistics = group.statistics(of: column, now: now) else {
            return [Table.Cell("-", .dim)] + (hasBest ? [Table.Cell("-", .dim)] : [])
        }
        let spread = statistics.standardDeviation.map { " ± \(NumberText.measured($0))" } ?? ""
        let count = statistics.count == group.runs.count ? "" : " (n=\(statistics.count))"
        let mean = Table.Cell(NumberText.measured(statistics.mean) + spread + count)
        return [mean] + (hasBest ? [Table.Cell(NumberText.measured(statistics.best))] : [])
    }

    private var csv: String {
        let measures = ["n", "mean", "std", "min", "max", "best"]
        let heads = values.flatMap { value in measures.map { "\(value.name).\($0)" } }
        var text = CSV.line(columns.map(\.name) + ["runs"] + heads)
        for group in groups {
            let keys = group.key.map { $0.map(Rows.field) ?? "" }
            let numbers = values.flatMap { value in
                Self.members(group.statistics(of: value, now: now)).map { Rows.field($0.value) }
            }
            text += CSV.line(keys + [String(group.runs.count)] + numbers)
        }
        return text
    }

    /// `group` (column to value), `runs` (ids), and `values`: column to `n`, `mean`, `std`, `min`, `max`, `best`.
    private func object(_ group: RunGroup) -> JSONValue {
        .object([
            .init("group", .object(zip(columns, group.key).map { .init($0.name, $1 ?? .null) })),
            .init("runs", .array(group.runs.map { .int($0.id) })),
            .init(
                "values",
                .object(values.map { .init($0.name, .object(Self.members(group.statistics(of: $0, now: now)))) })
            ),
        ])
    }

    private static func members(_ statistics: ColumnStatistics?) -> [JSONValue.Member] {
        [
            .init("n", .int(Int64(statistics?.count ?? 0))),
            .init("mean", statistics.map { .double($0.mean) } ?? .null),
            .init("std", statistics?.standardDeviation.map { .double($0) } ?? .null),
            .init("min", statistics.map { .double($0.min) } ?? .null),
            .init("max", statistics.map { .double($0.max) } ?? .null),
            .init("best", statistics.map { .double($0.best) } ?? .null),
        ]
    }

    private func head(_ column: RunColumn) -> String {
        if case .parameter(let path) = column { RunTable.heading(path, among: columns) } else { column.name }
    }

    private static func shortName(_ column: RunColumn) -> String {
        switch column {
        case .metric(let name, .last): name
        case .metric(let name, let statistic): "\(name).\(statistic.rawValue)"
        case .moment(let moment): "\(moment)"
        case .parameter(let path): path
        default: column.name
        }
    }
}
