import Foundation

/// How long a run took, or has taken as far as its own records reach: a page has no clock to ask.
package enum RunSpan {
    /// Seconds from its start to its end, or to its last point when it has not ended; nil before its start.
    package static func seconds(of run: Run, curves: [Series]) -> Double? {
        guard let started = run.startedAt else { return nil }
        if let finished = run.finishedAt { return max(0, finished.timeIntervalSince(started)) }
        let last = curves.compactMap { $0.times.last }.filter(\.isFinite).max()
        return last.map { max(0, $0 - started.timeIntervalSince1970) }
    }
}
