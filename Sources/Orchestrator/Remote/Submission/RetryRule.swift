public import Sweep
public import Tracker

/// Whether a run that ended without a result is handed over again by itself, within the limits of its spec.
///
/// Only causes that are no fault of the program count: too little memory (`on_oom`), too little time (`on_timeout`), and
/// what the cluster did to it.
public struct RetryRule {
    /// What is to be done about a run.
    public enum Decision: Hashable, Sendable {
        /// Nothing by itself: it has a result, goes on, was cancelled, or may have failed by its own fault.
        case leave
        /// It is tried again: for that cause, as which of how many tries.
        case again(RetryCause, number: Int, of: Int)
        /// All tries for that cause were used.
        case exhausted(RetryCause, tries: Int)
    }

    /// How often a run is tried again that a node's failure or the like ended, and that Slurm did not start again itself.
    public static let triesAfterTrouble = 3

    private let resources: JobResources

    /// The rule of a job that asks for these.
    public init(_ resources: JobResources) {
        self.resources = resources
    }

    /// What is to be done about a run.
    ///
    /// - Parameter attempts: All attempts of its key on its cluster.
    /// - Returns: The decision, which rests on the latest of them.
    public func decision(on attempts: [ClusterRun]) -> Decision {
        let ordered = attempts.sorted { $0.attempt < $1.attempt }
        guard let latest = ordered.last, let cause = RetryCause(latest) else { return .leave }
        let limit = tries(for: cause)
        guard limit > 0 else { return .leave }
        let used = used(for: cause, in: ordered)
        return used < limit ? .again(cause, number: used + 1, of: limit) : .exhausted(cause, tries: limit)
    }

    /// What the memory is multiplied by in the next attempt: once more for each attempt that ran out of it, as often as may be.
    public func memoryFactor(after attempts: [ClusterRun]) -> Double {
        guard let retry = resources.onOutOfMemory else { return 1 }
        let times = attempts.count { RetryCause($0) == .outOfMemory }
        return (0..<min(times, retry.tries)).reduce(1) { factor, _ in factor * retry.factor }
    }

    private func tries(for cause: RetryCause) -> Int {
        switch cause {
        case .outOfMemory: resources.onOutOfMemory?.tries ?? 0
        case .timeout: resources.onTimeout?.tries ?? 0
        case .system: Self.triesAfterTrouble
        }
    }

    /// How many attempts before the latest ended for that cause; those that Slurm started again by itself, after its warning
    /// of the time limit, ended for lack of time, too.
    private func used(for cause: RetryCause, in ordered: [ClusterRun]) -> Int {
        zip(ordered, ordered.dropFirst())
            .count { run, next in
                RetryCause(run) == cause || cause == .timeout && run.submission.token == next.submission.token
            }
    }
}
