/// What came of one trial, as far as a search that learns is concerned.
public enum TrialResult: Hashable, Sendable {
    /// It ran to its end, and this is its value of the metric.
    case finished(Double)
    /// It was stopped early after a step, with this value by then.
    case stopped(step: Int, Double)
    /// It gave no value.
    case failed
}

extension Observation {
    /// What came of a point whose trials, one a seed, all have a result.
    init(_ point: SearchPoint, results: [TrialResult]) {
        var values: [Double] = []
        var stop: Int?
        for result in results {
            switch result {
            case .finished(let value): values.append(value)
            case .stopped(let step, let value):
                values.append(value)
                stop = min(stop ?? step, step)
            case .failed:
                self.init(point, .failed)
                return
            }
        }
        self.init(point, stop.map { .stopped(step: $0, values) } ?? .finished(values))
    }
}
