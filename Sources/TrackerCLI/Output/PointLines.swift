import RunLog
import Terminal
import Tracker

/// The points of runs, a line each: what other programs call the long form.
struct PointLines {
    private static let columns = ["run", "key", "metric", "step", "time", "value"]

    private let store: Store
    private let runs: [Run]
    private let isJSON: Bool

    init(_ store: Store, runs: [Run], isJSON: Bool) {
        self.store = store
        self.runs = runs
        self.isJSON = isJSON
    }

    /// Writes all points, run by run, metric by metric, in order of step.
    ///
    /// - Returns: How many they were.
    func write(to target: inout TextTarget) throws -> Int {
        if !isJSON { try target.write(CSV.line(Self.columns)) }
        var count = 0
        for run in runs {
            for metric in run.summaries.keys.sorted() {
                guard let series = try store.series(metric: metric, runs: [run.id])[run.id] else { continue }
                for index in series.steps.indices { try target.write(line(run, metric, series, index)) }
                count += series.steps.count
            }
        }
        return count
    }

    private func line(_ run: Run, _ metric: String, _ series: Series, _ index: Int) -> String {
        let values: [JSONValue] = [
            .int(run.id), .string(run.key), .string(metric), .int(series.steps[index]), .double(series.times[index]),
            .double(series.values[index]),
        ]
        if !isJSON { return CSV.line(values) }
        return JSONValue.object(zip(Self.columns, values).map { .init($0, $1) }).text + "\n"
    }
}
