import ArgumentParser
import Foundation
import Orchestrator
import Sweep

/// Where clusters are described: the same flag for every command that reaches one.
struct ClusterOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "A file that describes clusters, instead of clusters.yaml beside the lab.",
            valueName: "file"
        )
    )
    var clusters: [String] = []

    /// The files that count for that lab.
    func files(_ options: LabOptions) -> ClusterFiles {
        ClusterFiles(
            named: clusters,
            lab: options.location,
            environment: ProcessInfo.processInfo.environment,
            currentDirectory: FileManager.default.currentDirectoryPath
        )
    }

    /// All clusters, with their warnings on standard error.
    ///
    /// - Throws: `CommandFailure` with code 65 when a file has a mistake.
    func all(_ options: LabOptions) throws -> ClusterReading {
        let reading = files(options).read()
        let report = DiagnosticReport(sources: reading.sources, isQuiet: options.quiet)
        guard reading.isSound else { throw report.failure(reading.diagnostics) }
        report.warn(reading.diagnostics)
        return reading
    }

    /// The cluster of that name.
    ///
    /// - Throws: `CommandFailure` with code 65 when there is none, or a file has a mistake.
    func cluster(named name: String, _ options: LabOptions) throws -> ClusterProfile {
        try cluster(named: name, in: try all(options), options)
    }

    /// The cluster of that name among those read.
    ///
    /// - Throws: `CommandFailure` with code 65 when there is none.
    func cluster(named name: String, in reading: ClusterReading, _ options: LabOptions) throws -> ClusterProfile {
        if let cluster = reading.cluster(named: name) { return cluster }
        throw CommandFailure(code: 65, text: "error: " + unknown(name, reading, files(options)))
    }

    private func unknown(_ name: String, _ reading: ClusterReading, _ files: ClusterFiles) -> String {
        guard !files.paths.isEmpty else {
            let places = files.places.joined(separator: ", nor in ")
            return """
                no cluster is described: there is no \(places). \
                docs/cluster.md says what goes into it; docs/test-cluster.md starts a cluster on this machine
                """
        }
        let place = files.paths.joined(separator: " or ")
        if let meant = reading.suggestion(for: name) {
            return "there is no cluster '\(name)' in \(place). Did you mean '\(meant)'?"
        }
        let names = reading.clusters.map(\.name.value).joined(separator: ", ")
        return "there is no cluster '\(name)' in \(place)" + (names.isEmpty ? "" : "; there is \(names)")
    }
}
