/// What `scontrol show config` says of a cluster.
public struct ControllerConfiguration: Hashable, Sendable {
    private let values: [String: String]

    /// Reads `Key = value` lines; others are left out.
    public init(_ text: String) {
        var values: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let key = parts[0].trimmingBlanks
            if !key.isEmpty, !key.contains(" ") { values[key] = parts[1].trimmingBlanks }
        }
        self.values = values
    }

    /// The highest task number of an array is one less.
    public var maxArraySize: Int? { number("MaxArraySize") }
    /// How many tasks one array may have: 1001, Slurm's default, when the controller does not say.
    public var arrayLimit: Int { maxArraySize ?? 1001 }
    /// How many jobs the controller keeps.
    public var maxJobCount: Int? { number("MaxJobCount") }
    /// How many seconds `squeue` and `scontrol` remember a job that has ended.
    public var minJobAge: Int? { number("MinJobAge") }
    /// After how many seconds without an answer a command gives up.
    public var messageTimeout: Int? { number("MessageTimeout") }
    /// How many seconds lie between SIGTERM and SIGKILL.
    public var killWait: Int? { number("KillWait") }
    /// Slurm's version, such as `22.05.8`.
    public var version: String? { values["SLURM_VERSION"] }
    /// The cluster's name.
    public var clusterName: String? { values["ClusterName"] }
    /// Where job records go, such as `accounting_storage/slurmdbd`.
    public var accountingStorage: String? { values["AccountingStorageType"] }
    /// Whether jobs keep their comment in the accounting database.
    public var storesComments: Bool { values["AccountingStoreFlags"]?.contains("job_comment") ?? false }
    /// Whether a job that can never start is refused, instead of waiting for ever.
    public var refusesImpossibleJobs: Bool {
        values["EnforcePartLimits"].map { !["NO", "(null)"].contains($0) } ?? false
    }
    /// Whether nothing was read.
    public var isEmpty: Bool { values.isEmpty }

    /// `300 sec` and `1001` alike.
    private func number(_ key: String) -> Int? {
        values[key].flatMap { strictNumber($0.prefix { $0 != " " }) }
    }
}

extension Substring {
    fileprivate var trimmingBlanks: String {
        let start = drop { $0 == " " || $0 == "\t" }
        return String(start.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
