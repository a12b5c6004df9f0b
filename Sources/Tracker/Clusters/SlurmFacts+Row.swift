import Foundation
import GRDB

extension SlurmFacts {
    /// The columns that `init(_:from:)` reads, in order.
    static let columns = """
        slurm_run.job, slurm_run.state, slurm_run.reason, slurm_run.partition, slurm_run.nodes, slurm_run.submitted_at,
        slurm_run.started_at, slurm_run.ended_at, slurm_run.exit, slurm_run.max_memory, slurm_run.seen_at,
        slurm_run.gpus, slurm_run.asked_gpus, slurm_run.sharing
        """

    /// Reads the columns from an index on.
    init(_ row: Row, from column: Int) {
        let time: (Int) -> Date? = { (row[column + $0] as Double?).map(Date.init(timeIntervalSince1970:)) }
        self.init()
        job = row[column]
        state = row[column + 1]
        reason = row[column + 2]
        partition = row[column + 3]
        nodes = row[column + 4]
        submittedAt = time(5)
        startedAt = time(6)
        endedAt = time(7)
        exit = row[column + 8]
        maxMemory = row[column + 9]
        seenAt = time(10)
        allocatedGPUs = row[column + 11]
        askedGPUs = row[column + 12]
        sharing = row[column + 13]
    }
}
