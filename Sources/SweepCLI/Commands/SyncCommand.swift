import ArgumentParser
import Foundation
import Orchestrator
import RunLog
import Slurm
import Terminal
import Tracker

/// `sweep sync`.
struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Bring here what runs on clusters have written.",
        discussion: """
            Records and logs come with every look, as 'sweep status' and 'sweep watch' take; when a run has ended, so does what \
            it ran on, and its artifacts up to 1 MB each, 8 MB a run. This brings whatever of that is missing; --artifacts \
            brings large artifacts, too, each checked by its SHA-256. A broken one goes on where it stopped.
            """
    )

    @OptionGroup var selection: SweepSelection
    @Flag(name: .long, help: "Bring artifacts of any size.")
    var artifacts = false
    @Flag(name: .long, help: "Print what was asked of the clusters.")
    var rpc = false
    @OptionGroup var clusters: ClusterOptions
    @OptionGroup var options: LabOptions

    func run() async throws {
        let sweep = try await FreshSweep(selection, clusters: clusters, options: options, rpc: rpc)
        let store = sweep.store
        let runs = try selection.found(in: store, sweep: sweep.name).filter { $0.cluster != nil }
        guard !runs.isEmpty else {
            say("\(sweep.name): none of the runs that are meant is on a cluster; what runs here is here already")
            return
        }
        var hasFailed = false
        for (cluster, runs) in Dictionary(grouping: runs, by: { $0.cluster ?? "" }).sorted(by: { $0.key < $1.key }) {
            let complete = try await bring(runs.map(\.directory), from: cluster, sweep.name, store)
            hasFailed = hasFailed || !complete
        }
        try sweep.ingest()
        if hasFailed { throw CommandFailure(code: 1) }
    }

    /// Whether everything came that was to come.
    private func bring(_ runs: [String], from cluster: String, _ sweep: String, _ store: Store) async throws -> Bool {
        guard let connection = ClusterConnection(try clusters.cluster(named: cluster, options)) else { return true }
        let files = FarFiles(lab: store.lab, connection: connection)
        do {
            var report = try await files.bringSmall(runs)
            if artifacts, !report.left.isEmpty {
                let large = try await files.bringArtifacts(runs) { artifact, size in
                    let part = artifact.bytes > 0 ? 100 * size / artifact.bytes : 100
                    if size == 0 || size == artifact.bytes {
                        say("\(artifact.name): \(part) % of \(NumberText.bytes(artifact.bytes))")
                    }
                }
                report.files += large.files
                report.bytes += large.bytes
                report.problems += large.problems
                report.left = []
            }
            await connection.close()
            for problem in report.problems { say("warning: \(cluster): \(problem)") }
            tell(report, cluster, sweep)
            if rpc { await CallTable(connection.calls).print(options.traits) }
            return report.problems.isEmpty
        } catch let error as TransportError {
            await connection.close()
            throw ClusterOutOfReach(error, cluster: connection.profile)
        }
    }

    private func tell(_ report: FarFiles.Report, _ cluster: String, _ sweep: String) {
        let brought =
            report.files == 0
            ? "everything is here"
            : "brought \(report.files) file\(report.files == 1 ? "" : "s"), \(NumberText.bytes(report.bytes))"
        say("\(sweep): \(brought)")
        guard !report.left.isEmpty else { return }
        let bytes = report.left.reduce(0) { $0 + $1.bytes }
        let count = report.left.count
        say(
            "\(count) large artifact\(count == 1 ? "" : "s"), \(NumberText.bytes(bytes)), stay\(count == 1 ? "s" : "") on "
                + "\(cluster); to bring \(count == 1 ? "it" : "them"): sweep sync \(sweep) --artifacts"
        )
    }

    private func say(_ text: String) {
        guard !options.quiet else { return }
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}
