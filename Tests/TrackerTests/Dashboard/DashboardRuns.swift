import Foundation
import RunLog
import Tracker

/// Runs with nothing to them but what a test names.
enum DashboardRuns {
    static func run(
        id: Int64,
        trial: Int?,
        attempt: Int = 1,
        state: RunState = .finished,
        parameters: [String: JSONValue] = [:],
        summaries: [String: MetricSummary] = [:]
    ) -> Run {
        Run(
            id: id,
            sweep: "s",
            key: "key\(trial ?? Int(id))",
            attempt: attempt,
            stage: "run",
            trial: trial,
            state: state,
            evidence: "seen",
            parameters: parameters,
            summaries: summaries,
            host: nil,
            createdAt: Date(timeIntervalSince1970: 0),
            startedAt: nil,
            finishedAt: nil,
            directory: "d"
        )
    }

    static func summary(last: Double, min: Double?, max: Double?) -> MetricSummary {
        MetricSummary(last: last, lastStep: 9, min: min, max: max, minStep: 2, maxStep: 3, count: 5)
    }
}
