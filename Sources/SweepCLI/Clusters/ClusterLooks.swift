import Foundation
import Orchestrator
import RunLog
import Slurm
import Sweep
import Terminal
import Tracker

/// Looks at every cluster on which a sweep has runs that may have news.
struct ClusterLooks {
    let clusters: ClusterOptions
    let options: LabOptions
    let store: Store
    let machine: Machine
    let rpc: Bool

    /// Looks at each cluster in turn; one that cannot be reached leaves its runs as they were, which is said.
    ///
    /// - Returns: Whether all that is new in the lab's run directories was taken into the store after that.
    @discardableResult
    func look(at sweep: String) async throws -> Bool {
        var isTakenIn = false
        let names = try Set(
            store.clusterRuns(sweep: sweep).filter { Self.mayHaveNews($0) }.map(\.submission.cluster)
        )
        for name in names.sorted() {
            guard let connection = ClusterConnection(try clusters.cluster(named: name, options)) else { continue }
            do {
                let report = try await ClusterLook(store: store, connection: connection, machine: machine)
                    .look(sweep: sweep)
                for problem in report.problems { say("warning: \(name): \(problem)") }
                isTakenIn = true
            } catch let error as TransportError {
                isTakenIn = false
                let since = try store.poll(of: name)?.answeredAt
                let last = since.map { ", last heard of at \(Timestamp.text($0.timeIntervalSince1970))" } ?? ""
                say("warning: \(name) cannot be reached, and its runs are shown as they were\(last): \(error)")
            }
            await connection.close()
            if rpc { await CallTable(connection.calls).print(options.traits) }
        }
        return isTakenIn
    }

    private static func mayHaveNews(_ run: ClusterRun) -> Bool {
        !run.state.isFinal || run.state == .lost || run.state == .crashed || run.facts.endedAt == nil
            || run.source != .directory
    }

    private func say(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}
