import Slurm
import Sweep

/// Refuses jobs that Slurm would take and never start: longer than their partition allows, where the cluster does not
/// refuse such jobs itself (`EnforcePartLimits=NO`, the default).
struct ImpossibleJobs {
    let connection: ClusterConnection
    /// What was found out about the cluster; a suspicion is checked with the cluster itself.
    let memory: ClusterMemory
    /// What the spec asks for, by stage.
    let requests: [String: ResourceRequest]

    /// Throws for the first such job.
    ///
    /// - Throws: `RefusedJob` with the line that asked for the time. `TransportError`.
    func refuse(_ chunks: [JobChunk]) async throws {
        let known = memory.partitions
        guard let suspect = chunks.first(where: { $0.request.options.limitExceeded(in: known) != nil }) else { return }
        // Limits may have been raised since they were asked for.
        let capabilities = try await connection.probe()
        let options = suspect.request.options
        guard let limit = options.limitExceeded(in: capabilities.partitions), let time = options.time else { return }
        let place = options.partition ?? "the default partition"
        throw RefusedJob(
            SubmissionRefusal(
                foreseen: .timeLimit,
                "Requested time limit is invalid: \(time) is asked for, and \(place) ends jobs after \(limit)"
            ),
            cluster: connection.profile,
            request: requests[suspect.jobs[0].job.stage] ?? ResourceRequest(),
            capabilities: capabilities
        )
    }
}

extension BatchOptions {
    /// The longest job that its partitions take, where this one is longer; nil when it fits or nothing is known.
    func limitExceeded(in partitions: [PartitionEntry]) -> SlurmDuration? {
        guard let time else { return nil }
        let names = partition?.split(separator: ",").map(String.init)
        let meant = partitions.filter { names?.contains($0.name) ?? $0.isDefault }
        guard let longest = meant.map({ $0.limit ?? .unlimited }).max(), time > longest else { return nil }
        return longest
    }
}
