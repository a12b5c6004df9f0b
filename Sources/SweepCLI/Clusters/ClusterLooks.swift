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
    private let connections = ClusterConnections()

    init(clusters: ClusterOptions, options: LabOptions, store: Store, machine: Machine, rpc: Bool) {
        self.clusters = clusters
        self.options = options
        self.store = store
        self.machine = machine
        self.rpc = rpc
    }

    /// Looks at each cluster in turn; one that cannot be reached leaves its runs as they were, which is said.
    ///
    /// - Parameters:
    ///   - sweep: The sweep's name.
    ///   - isLast: Whether this is the last look, after which the connections end; else they are kept for the next.
    /// - Returns: Whether all that is new in the lab's run directories was taken into the store after that.
    /// - Throws: `StoreError`, and what says that a cluster is not described anywhere.
    @discardableResult
    func look(at sweep: String, isLast: Bool = true) async throws -> Bool {
        var isTakenIn = false
        let names = try Set(
            store.clusterRuns(sweep: sweep).filter { Self.mayHaveNews($0) }.map(\.submission.cluster)
        )
        for name in names.sorted() {
            let profile = try clusters.cluster(named: name, options)
            guard let connection = await connections.connection(to: profile) else { continue }
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
                await connection.close()
            }
        }
        if isLast { await close() }
        return isTakenIn
    }

    /// Ends the connections, and prints what was asked over them if that was wished for.
    func close() async {
        for connection in await connections.close() where rpc {
            await CallTable(connection.calls).print(options.traits)
        }
    }

    private static func mayHaveNews(_ run: ClusterRun) -> Bool {
        !run.state.isFinal || run.state == .lost || run.state == .crashed || run.facts.endedAt == nil
            || run.source != .directory
    }

    private func say(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}
