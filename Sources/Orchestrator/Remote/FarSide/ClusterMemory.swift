import Foundation
import Slurm
import Tracker

/// What was once found out about a cluster, kept in the lab so that it is asked for once a day and not each time.
///
/// A file that cannot be read is as one that is not there: the cluster is asked again.
struct ClusterMemory {
    private let path: String

    init(_ lab: Lab, _ cluster: String) {
        path = "\(lab.cache)/clusters/\(cluster).txt"
    }

    /// What a script prints for `keep` to read, in one command with others: little, because each question to Slurm takes
    /// some tens of milliseconds.
    static let script = """
        scontrol show config 2>/dev/null
        command -v sacct >/dev/null || echo 'AccountingStorageType = accounting_storage/none'
        echo '\(mark)'
        sinfo -h -o '\(PartitionEntry.format)' 2>/dev/null
        """
    private static let mark = "@@ partitions"

    /// The partitions as they were found last; none when nothing was.
    var partitions: [PartitionEntry] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8),
            let start = text.range(of: "\n\(Self.mark)\n")
        else { return [] }
        return PartitionEntry.listing(String(text[start.upperBound...])).entries
    }

    /// What was found out last, however long ago; nil when nothing was.
    var known: ControllerConfiguration? {
        (try? String(contentsOfFile: path, encoding: .utf8)).map { ControllerConfiguration($0) }
    }

    /// What was found out today; nil when it has to be asked for.
    var fresh: ControllerConfiguration? { isFresh ? known : nil }

    /// Keeps what the script printed, unless the controller did not answer, and reads it.
    ///
    /// - Throws: What the file system says.
    func keep(_ text: String) throws -> ControllerConfiguration {
        let configuration = ControllerConfiguration(text)
        guard configuration.maxArraySize != nil else { return configuration }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return configuration
    }

    private var isFresh: Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let date = attributes?[.modificationDate] as? Date else { return false }
        return Date().timeIntervalSince(date) < 86_400
    }
}
