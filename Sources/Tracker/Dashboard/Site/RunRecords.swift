public import RunLog

/// What is known of a run beside its row and its points.
public struct RunRecords: Sendable {
    /// Where it was sent; nil for this machine.
    public let cluster: String?
    /// What `start.json` notes of where and with what it ran: `argv`, `git`, `packages`, `hardware`, `slurm`.
    public let start: [JSONValue.Member]
    /// What happened to it, the earliest first.
    public let events: [Event]
    /// The files that it left.
    public let artifacts: [ArtifactRecord]
    /// How many of its metric lines were refused.
    public let badLines: Int

    /// A run's records.
    public init(
        cluster: String? = nil,
        start: [JSONValue.Member] = [],
        events: [Event] = [],
        artifacts: [ArtifactRecord] = [],
        badLines: Int = 0
    ) {
        self.cluster = cluster
        self.start = start
        self.events = events
        self.artifacts = artifacts
        self.badLines = badLines
    }

    /// How many GPUs it held, as far as its own records say: what Slurm gave it, else what the machine has.
    var gpus: Int? {
        let value = { (path: [String]) -> JSONValue? in path.reduce(JSONValue.object(start)) { $0?[$1] } }
        for path in [["slurm", "gpus"], ["slurm", "gpus_on_node"], ["hardware", "gpus"], ["gpus"]] {
            switch value(path) {
            case .int(let count): return Int(clamping: max(0, count))
            case .array(let list): return list.count
            case .string(let text): if let count = Int(text) { return max(0, count) }
            default: continue
            }
        }
        return nil
    }
}
