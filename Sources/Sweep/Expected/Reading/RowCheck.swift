public import Expressions

/// Whether the rows of a table mean one configuration each, among those that a sweep has.
public struct RowCheck {
    private let table: ExpectedTable
    private let configurations: [[String: Value]]
    private let log = DiagnosticLog()

    /// A check against the configurations of a sweep's trials or runs, seeds included.
    public init(_ table: ExpectedTable, configurations: [[String: Value]]) {
        self.table = table
        let points = configurations.map { $0.filter { $0.key != "seed" } }
        var seen: Set<[String: Value]> = []
        self.configurations = points.filter { seen.insert($0).inserted }
    }

    /// An error, with its line, for each row that means none of them, or several that differ in more than what is tuned.
    ///
    /// `sweep` is what messages call the sweep.
    public func diagnostics(sweep: String) -> [Diagnostic] {
        for row in table.rows {
            let matches = configurations.filter(row.matches)
            if matches.isEmpty {
                reportNone(row, sweep)
            } else {
                let differing = differences(among: matches)
                if !differing.isEmpty { reportSeveral(row, matches.count, differing) }
            }
        }
        return log.diagnostics
    }

    private func reportNone(_ row: ExpectedRow, _ sweep: String) {
        let paths = Set(configurations.flatMap(\.keys)).sorted()
        for condition in row.conditions where condition.value != .null && !paths.contains(condition.path) {
            let advice = "A row can name keys only that the sweep sets."
            let meant = Spelling.nearest(to: condition.path, among: paths)
            return log.error(
                "row '\(row.id)' asks for '\(condition.path)', which the sweep '\(sweep)' does not set",
                at: row.location,
                suggestion: meant,
                advice: meant == nil ? advice : nil
            )
        }
        let values = row.conditions.map { condition in
            let there = Set(configurations.compactMap { $0[condition.path] }).map(\.description).sorted()
            return "\(condition.path) is \(there.joined(separator: " or "))"
        }
        log.error(
            "row '\(row.id)' matches no trial of the sweep '\(sweep)'",
            at: row.location,
            advice: "There, \(values.joined(separator: "; ")), and this combination is not among its trials."
        )
    }

    private func reportSeveral(_ row: ExpectedRow, _ count: Int, _ differing: [String]) {
        log.error(
            "row '\(row.id)' matches \(count) configurations, which differ in \(differing.joined(separator: "; "))",
            at: row.location,
            advice: "Name the key in 'where', or under 'tuned' if the best of them stands for the row."
        )
    }

    /// The keys, other than tuned ones, that are not the same in all, with their values.
    private func differences(among matches: [[String: Value]]) -> [String] {
        let paths = Set(matches.flatMap(\.keys)).subtracting(table.tuned).sorted()
        return paths.compactMap { path in
            let values = Set(matches.map { $0[path] ?? .null })
            guard values.count > 1 else { return nil }
            return "\(path) (\(values.map(\.description).sorted().joined(separator: ", ")))"
        }
    }
}
