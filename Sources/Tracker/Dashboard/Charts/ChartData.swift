import Foundation

/// The points of one metric as a script that a page loads when the chart comes into view.
///
/// A classic script and not JSON, because a page opened from `file://` may run scripts beside it and fetch nothing.
package struct ChartData: Sendable {
    /// One run's curve, and the moment from which its relative time counts.
    package struct Curve: Sendable {
        package let run: Run.ID
        package let start: Double
        package let points: Series

        package init(run: Run, points: Series) {
            self.run = run.id
            start = run.startedAt?.timeIntervalSince1970 ?? points.times.first { $0.isFinite } ?? 0
            self.points = points
        }

        package init(run: Run.ID, start: Double, points: Series) {
            self.run = run
            self.start = start
            self.points = points
        }
    }

    package let metric: String
    package let curves: [Curve]

    package init(metric: String, curves: [Curve]) {
        self.metric = metric
        self.curves = curves
    }

    /// How many runs one file holds: a chart loads the files of the runs that it draws.
    package static let runsPerPart = 100
    /// What all files of a metric hold at most, roughly, so that a sweep of 10,000 runs stays on a disk.
    private static let mostPoints = 400_000

    /// How many points each run of a sweep of so many keeps: 1000, fewer where there are more than 400 runs.
    package static func pointsPerRun(of runs: Int) -> Int {
        max(100, min(1000, mostPoints / max(1, runs)))
    }

    /// The script with at most so many points of each run.
    package func script(limit: Int) -> String {
        let runs = curves.map { Self.json($0, limit: limit) }.joined(separator: ",")
        return DataScript.text(metric, "{\"runs\":[\(runs)]}")
    }

    /// One run's points as JSON.
    ///
    /// `{"id", "t0", "n", "x": steps, "t": "milliseconds after t0", "y": values, "odd": [[index, kind]…]}`; steps and times
    /// are differences from the one before. Times are a text, which costs nothing to read until somebody asks. JSON has
    /// no NaN: such a `y` is null, and `odd` says which of the three it was.
    package static func json(_ curve: Curve, limit: Int) -> String {
        let points = curve.points.decimated(to: limit)
        let start = curve.start.isFinite ? curve.start : 0
        let milliseconds = points.times.map { time -> Int64 in
            let elapsed = (time - start) * 1000
            return elapsed.isFinite && abs(elapsed) < 1e15 ? Int64(elapsed.rounded()) : 0
        }
        let odd = points.values.enumerated().filter { !$0.element.isFinite }
            .map { "[\($0.offset),\"\($0.element.isNaN ? "nan" : $0.element < 0 ? "-inf" : "inf")\"]" }
        let values = points.values.map { $0.isFinite ? ScriptText.number($0) : "null" }
        return "{\"id\":\(curve.run),\"t0\":\(ScriptText.number(start)),\"n\":\(curve.points.values.count),"
            + "\"x\":[\(DataScript.differences(points.steps))],\"t\":\"\(DataScript.differences(milliseconds))\","
            + "\"y\":[\(values.joined(separator: ","))],\"odd\":[\(odd.joined(separator: ","))]}"
    }
}
