import Expressions
import Foundation

/// What the columns of a table hold.
struct CSVLayout {
    /// Where the values are.
    enum Values {
        /// A metric's name and a value in each row.
        case long(metric: Int?, value: Int)
        /// A column for each metric.
        case wide([(column: Int, metric: String)])
    }

    private(set) var run: Int?
    private(set) var step: Int?
    private(set) var time: Int?
    private(set) var values: Values = .wide([])
    /// The columns that are parameters, by their paths.
    private(set) var parameters: [(column: Int, path: String)] = []

    private let table: CSVTable

    init(_ table: CSVTable, _ columns: CSVColumns) throws {
        self.table = table
        run = try place(
            columns.run,
            among: ["run", "run_id", "run_name", "run id", "experiment", "trial", "name", "id", "key"]
        )
        step = try place(columns.step, among: ["step", "global_step", "_step", "iteration", "iter", "epoch", "batch"])
        time = try place(columns.time, among: ["time", "timestamp", "_timestamp", "wall_time", "wall time", "when"])
        let metric = try place(columns.metric, among: ["metric", "metric_name", "tag", "variable"])
        let value = try place(columns.value, among: ["value", "metric_value"])
        let isLong = columns.metrics == nil && value != nil && (metric != nil || columns.value != nil || isBare)
        if isLong, let value {
            values = .long(metric: metric, value: value)
            let taken = [run, step, time, metric, value]
            parameters =
                try named(columns.parameters) ?? rest(taken).map { ($0, Self.bare(table.header[$0], "params.")) }
        } else {
            try takeWide(columns)
        }
    }

    /// `Wall time,Step,Value`, as TensorBoard's own page exports a curve: the metric is the file's name.
    private var isBare: Bool { table.header.count <= 3 }

    private mutating func takeWide(_ columns: CSVColumns) throws {
        let others = rest([run, step, time])
        let chosenMetrics = try named(columns.metrics)
        let chosenParameters = try named(columns.parameters)
        var metrics = chosenMetrics?.map(\.column) ?? []
        var paths = chosenParameters?.map(\.column) ?? []
        for column in others where !metrics.contains(column) && !paths.contains(column) {
            let name = table.header[column]
            if name.hasPrefix("params.") || (chosenMetrics != nil && chosenParameters == nil) {
                paths.append(column)
            } else if name.hasPrefix("metrics.")
                || (chosenParameters != nil && chosenMetrics == nil && isNumeric(column))
            {
                metrics.append(column)
            } else if chosenMetrics == nil, chosenParameters == nil, step != nil {
                if isNumeric(column), varies(column) { metrics.append(column) } else { paths.append(column) }
            }
        }
        guard !metrics.isEmpty else {
            throw ImportError.columns(
                path: table.path,
                reason: "which columns are metrics cannot be told: say so with --metrics, such as --metrics "
                    + (others.first { isNumeric($0) }.map { table.header[$0] } ?? "loss,score")
            )
        }
        values = .wide(metrics.map { ($0, Self.metricName(table.header[$0])) })
        parameters = paths.map { ($0, Self.bare(table.header[$0], "params.")) }
    }

    private func rest(_ taken: [Int?]) -> [Int] {
        table.header.indices.filter { !taken.contains($0) && !table.header[$0].isEmpty }
    }

    /// The place of a column that was named, else of the first usual name that there is.
    private func place(_ name: String?, among usual: [String]) throws -> Int? {
        if let name { return try index(name) }
        let lowercased = table.header.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
        return usual.lazy.compactMap { lowercased.firstIndex(of: $0) }.first
    }

    private func named(_ names: [String]?) throws -> [(column: Int, path: String)]? {
        try names?.map { (try index($0), Self.bare($0, "params.")) }
    }

    private func index(_ name: String) throws -> Int {
        if let index = table.header.firstIndex(of: name) { return index }
        let meant = Spelling.nearest(to: name, among: table.header).map { ". Did you mean '\($0)'?" } ?? ""
        throw ImportError.columns(path: table.path, reason: "there is no column '\(name)'\(meant)")
    }

    private func isNumeric(_ column: Int) -> Bool {
        let cells = table.rows.lazy.compactMap { table.cell($0, column) }
        return cells.first != nil && cells.allSatisfy { Double($0) != nil }
    }

    /// Whether a column changes within some run: a parameter does not.
    private func varies(_ column: Int) -> Bool {
        var first: [String: String] = [:]
        for row in table.rows {
            guard let text = table.cell(row, column) else { continue }
            let name = table.cell(row, run) ?? ""
            if let earlier = first[name], earlier != text { return true }
            first[name] = first[name] ?? text
        }
        return false
    }

    private static func bare(_ name: String, _ prefix: String) -> String {
        name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
    }

    private static func metricName(_ name: String) -> String {
        guard name.hasPrefix("metrics.") else { return name }
        let bare = Self.bare(name, "metrics.")
        return bare.hasSuffix(".last") ? String(bare.dropLast(".last".count)) : bare
    }
}
