import Foundation
public import RunLog

extension Run {
    /// What Slurm said of the run, as names and values for a person; none for a run of this machine.
    public var slurmLines: [(name: String, value: String)] {
        guard let cluster else { return [] }
        var lines: [(name: String, value: String)] = [("Cluster", cluster)]
        guard let slurm else { return lines }
        let state = slurm.state.map { $0 + (slurm.reason.map { " (\($0))" } ?? "") }
        let facts: [(String, String?)] = [
            ("Job", slurm.job), ("Slurm says", state), ("Partition", slurm.partition), ("Nodes", slurm.nodes),
            ("In the queue", slurm.queueSeconds.map(Timestamp.duration)),
            ("On the nodes", slurm.elapsedSeconds.map(Timestamp.duration)), ("Exit", slurm.exit),
            ("GPUs", Self.gpus(slurm)),
            ("Most memory", slurm.maxMemory.map { "\($0 >> 20) MiB" }),
        ]
        lines += facts.compactMap { name, value in value.map { (name, $0) } }
        return lines
    }

    /// How many, of whom it is known, and between how many runs.
    private static func gpus(_ slurm: SlurmFacts) -> String? {
        guard let count = slurm.allocatedGPUs ?? slurm.askedGPUs else { return nil }
        let shared = slurm.sharing.flatMap { $0 > 1 ? ", shared by \($0) runs" : nil } ?? ""
        return "\(count) \(slurm.allocatedGPUs == nil ? "asked for" : "given by Slurm")\(shared)"
    }

    /// The same for programs; null for a run of this machine.
    public var slurmJSON: JSONValue {
        guard let slurm else { return .null }
        let text: (String?) -> JSONValue = { $0.map(JSONValue.string) ?? .null }
        let time: (Date?) -> JSONValue = { $0.map { .double($0.timeIntervalSince1970) } ?? .null }
        return .object([
            .init("cluster", text(cluster)), .init("job", text(slurm.job)), .init("state", text(slurm.state)),
            .init("reason", text(slurm.reason)), .init("partition", text(slurm.partition)),
            .init("nodes", text(slurm.nodes)), .init("submitted_at", time(slurm.submittedAt)),
            .init("started_at", time(slurm.startedAt)), .init("ended_at", time(slurm.endedAt)),
            .init("gpus", slurm.allocatedGPUs.map { .int(Int64($0)) } ?? .null),
            .init("asked_gpus", slurm.askedGPUs.map { .int(Int64($0)) } ?? .null),
            .init("sharing", slurm.sharing.map { .int(Int64($0)) } ?? .null),
            .init("exit", text(slurm.exit)), .init("max_memory", slurm.maxMemory.map { .int(Int64($0)) } ?? .null),
        ])
    }
}
