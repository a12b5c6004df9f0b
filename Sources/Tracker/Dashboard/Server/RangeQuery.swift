import Foundation

/// A request for the points of a stretch of a metric: `metric=train/loss&runs=3,7&from=100&to=900&points=1200`.
package struct RangeQuery: Hashable, Sendable {
    package let metric: String
    package let runs: [Run.ID]
    package let from: Int64
    package let to: Int64
    /// How many points of each run at most.
    package let points: Int

    private static let mostRuns = 100
    private static let mostPoints = 5000

    /// Nil for anything that is not such a request.
    ///
    /// - Parameter query: What stands after the `?`, percent-encoded as forms do it.
    package init?(_ query: String) {
        var values: [Substring: String] = [:]
        for part in query.split(separator: "&") {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2,
                let value = halves[1].replacing("+", with: " ").removingPercentEncoding
            else { return nil }
            values[halves[0]] = value
        }
        guard let metric = values["metric"], let list = values["runs"],
            let from = values["from"].flatMap({ Int64($0) }), let to = values["to"].flatMap({ Int64($0) }), from <= to,
            let points = values["points"].flatMap({ Int($0) }), (10...Self.mostPoints).contains(points)
        else { return nil }
        let ids = list.split(separator: ",")
        runs = ids.compactMap { Int64($0) }
        guard runs.count == ids.count, (1...Self.mostRuns).contains(ids.count) else { return nil }
        self.metric = metric
        self.from = from
        self.to = to
        self.points = points
    }
}
