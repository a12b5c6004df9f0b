/// One line of `sacct -X`: a job, or a task of an array, as the accounting database has it.
///
/// The database lags: a job that has just ended may still be running here, or be absent, for seconds after a quiet
/// moment and for half a minute after a burst.
public struct AccountingEntry: Hashable, Sendable {
    /// The job as users write it, such as `19_7`.
    public let id: SlurmJobID
    /// The job's own number.
    public let number: Int?
    /// How it ended, or what it did when the database last heard.
    public let state: SlurmState
    /// Who cancelled it, by user number.
    public let cancelledBy: Int?
    /// Its exit code and signal.
    public let exit: JobExit?
    /// The job's name.
    public let name: String?
    /// The text given with `--comment`, where the cluster stores it.
    public let comment: String?
    /// The partition.
    public let partition: String?
    /// The nodes, such as `a100-[01-02]`.
    public let nodes: String?
    /// When it was submitted; seconds since 1970.
    public let submitted: Double?
    /// When it started; seconds since 1970, nil for never.
    public let start: Double?
    /// When it ended; seconds since 1970.
    public let end: Double?
    /// The memory asked for, in Slurm's notation.
    public let requestedMemory: String?
    /// The GPUs that it was given, on all nodes; before it started those that it asked for.
    ///
    /// Nil where the cluster keeps no account of them.
    public let gpus: Int?

    /// The value of `sacct --format` that `listing` reads.
    public static let format = [
        "JobID", "JobIDRaw", "State", "ExitCode", "JobName", "Comment", "Partition", "NodeList", "Submit", "Start",
        "End",
        "ReqMem", "MaxRSS", "AllocTRES", "ReqTRES",
    ]
    .joined(separator: ",")

    /// Reads what `sacct -X --parsable2` printed, heading included; lines of steps (`12.batch`) are left out.
    ///
    /// Columns that are missing make fields that are nil; `JobID` and `State` are needed.
    public static func listing(_ text: String, separator: Character) -> Listing<AccountingEntry> {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: true)
            .filter { line in
                let id = line.prefix { $0 != separator }
                return !(id.contains(".") && SlurmJobID(id.prefix { $0 != "." }) != nil)
            }
        return Listing(FieldTable(lines.joined(separator: "\n"), separator: separator), AccountingEntry.init)
    }

    /// The most memory that each job's steps used, in bytes: what `sacct` without `-X` printed, heading included.
    public static func memory(_ text: String, separator: Character) -> [(job: SlurmJobID, bytes: Int)] {
        FieldTable(text, separator: separator).rows
            .compactMap { row in
                guard let id = row["JobID"], let dot = id.firstIndex(of: "."), let job = SlurmJobID(id[..<dot]),
                    let bytes = row["MaxRSS"].flatMap({ Self.bytes($0) })
                else { return nil }
                return (job, bytes)
            }
    }

    /// `1234K`, `12.5M` or a number of bytes.
    private static func bytes(_ text: Substring) -> Int? {
        let units: [Character: Double] = ["K": 1024, "M": 1_048_576, "G": 1_073_741_824, "T": 1_099_511_627_776]
        let unit = text.last.flatMap { units[$0] }
        guard let number = Double(unit == nil ? text : text.dropLast()), number >= 0, number < 1e12 else { return nil }
        return Int(exactly: (number * (unit ?? 1)).rounded())
    }

    /// The GPUs of a list such as `billing=8,cpu=8,gres/gpu:a100=8,gres/gpu=8,node=1`; nil where it tells of none.
    ///
    /// The total stands beside the models where the cluster keeps account of both.
    static func gpus(_ resources: Substring) -> Int? {
        var total: Int?
        var models: [Int] = []
        for part in resources.split(separator: ",") {
            guard let sign = part.lastIndex(of: "="), let count = Int(part[part.index(after: sign)...]) else {
                continue
            }
            let name = part[..<sign]
            if name == "gres/gpu" { total = count } else if name.hasPrefix("gres/gpu:") { models.append(count) }
        }
        return total ?? (models.isEmpty ? nil : models.reduce(0, +))
    }

    private init?(_ row: FieldTable.Row) {
        guard let id = row["JobID"].flatMap({ SlurmJobID($0) }), let state = row["State"] else { return nil }
        self.id = id
        self.state = SlurmState(state)
        let words = state.split(separator: " ")
        cancelledBy = words.count == 3 && words[1] == "by" ? strictNumber(words[2]) : nil
        number = row["JobIDRaw"].flatMap { strictNumber($0) }
        exit = row["ExitCode"].flatMap { JobExit($0) }
        name = row["JobName"].map(String.init)
        comment = row["Comment"].map(String.init)
        partition = row["Partition"].map(String.init)
        nodes = row["NodeList"].flatMap { $0 == "None assigned" ? nil : String($0) }
        submitted = row["Submit"].flatMap { SlurmTime.seconds($0) }
        start = row["Start"].flatMap { SlurmTime.seconds($0) }
        end = row["End"].flatMap { SlurmTime.seconds($0) }
        requestedMemory = row["ReqMem"].map(String.init)
        gpus = row["AllocTRES"].flatMap(Self.gpus) ?? row["ReqTRES"].flatMap(Self.gpus)
    }
}
