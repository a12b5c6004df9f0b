import Foundation
import RunLog
import Slurm
import Tracker

/// What is asked of a cluster in one look: all runs' records and logs beyond what is here, and perhaps Slurm.
struct FarQuestions {
    /// The runs whose folders are read.
    let runs: [ClusterRun]
    /// The submissions whose far journal is read, by token.
    let submissions: [String]
    /// Whether `squeue` is asked for all the user's jobs.
    let asksQueue: Bool
    /// What `sacct` is asked for, in its own words; nil to leave it in peace.
    let accounts: String?

    /// The text for `farside.sh observe`.
    ///
    /// How much of each file is here already, the copy's own size says: a copy that was cut off in the middle of a piece goes
    /// on from there.
    func text(in lab: Lab) -> String {
        var lines = runs.map { "run \(Self.line($0, in: lab))\n" }
        lines += submissions.map { "submission \($0)\n" }
        if asksQueue { lines.append("queue \(QueueEntry.format)\n") }
        if let accounts { lines.append("accounts \(AccountingEntry.format) \(accounts)\n") }
        return lines.joined()
    }

    /// What of Slurm is asked.
    var slurm: [SlurmCall.Command] { (asksQueue ? [.squeue] : []) + (accounts == nil ? [] : [.sacct]) }

    private static func line(_ run: ClusterRun, in lab: Lab) -> String {
        let directory = lab.runDirectory(run.directory)
        let sizes = [directory.metrics, directory.systemMetrics, directory.log, directory.artifactList].map(size)
        let records = [("c", directory.claim), ("s", directory.start), ("k", directory.configuration)]
            .filter { size($0.1) > 0 }
            .map(\.0)
        let fields = [run.directory] + sizes.map(String.init) + [records.isEmpty ? "-" : records.joined()]
        return fields.joined(separator: "\t")
    }

    private static func size(_ path: String) -> Int64 { (try? FileStatus(path: path))??.size ?? 0 }
}
