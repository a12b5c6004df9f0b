import Foundation
import Slurm
import Tracker

/// What was once found out about a cluster, kept in the lab so that it is asked for once a day and not each time.
struct ClusterMemory {
    private let path: String

    init(_ lab: Lab, _ cluster: String) {
        path = "\(lab.cache)/clusters/\(cluster).txt"
    }

    /// What the cluster can do.
    ///
    /// - Throws: `TransportError`; what cannot be kept is asked for again the next time.
    func capabilities(_ connection: ClusterConnection) async throws -> Capabilities {
        if isFresh, let known { return known }
        let text = try await connection.probeText()
        let capabilities = Capabilities(text)
        guard capabilities.controllerProblem == nil else { return capabilities }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return capabilities
    }

    /// What was found out last, however long ago; nil when nothing was.
    var known: Capabilities? { (try? String(contentsOfFile: path, encoding: .utf8)).map { Capabilities($0) } }

    private var isFresh: Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let date = attributes?[.modificationDate] as? Date else { return false }
        return Date().timeIntervalSince(date) < 86_400
    }
}
