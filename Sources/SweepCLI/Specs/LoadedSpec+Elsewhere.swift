import Foundation
import Orchestrator
import RunLog
import Sweep
import Tracker

extension LoadedSpec {
    /// Refuses to run here what is on its way on a cluster.
    ///
    /// - Parameters:
    ///   - store: The lab's store.
    ///   - keys: The runs that are to be started here; nil for all of the plan.
    /// - Throws: `CommandFailure` with code 1; `StoreError`.
    func refuseWhileElsewhere(_ store: Store, keys: [String]? = nil) throws {
        let keys = Set(keys ?? plan.jobs.map(\.key.short))
        let alive = try store.clusterRuns(keys: keys).filter { !$0.state.isFinal && $0.state != .created }
        guard let first = alive.first else { return }
        let cluster = first.submission.cluster
        throw CommandFailure(
            code: 1,
            text: """
                error: \(alive.count) runs of this sweep are on their way on \(cluster); nothing was started here. \
                Look at them: sweep status \(spec.name) · hand over the rest: \
                \(submitCommand) --cluster \(cluster)
                """
        )
    }
}
