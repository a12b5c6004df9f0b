/// One line of `squeue`: a job, a started task of an array, or the tasks of an array that wait.
public struct QueueEntry: Hashable, Sendable {
    /// The job as users write it, such as `19_7`.
    public let id: SlurmJobID
    /// The job's own number, which differs from the array's for a task that has started.
    public let number: Int?
    /// What it does.
    public let state: SlurmState
    /// Why it waits or failed, in Slurm's words; nil for none.
    public let reason: String?
    /// The job's name.
    public let name: String?
    /// The text given with `--comment`.
    public let comment: String?
    /// The partition.
    public let partition: String?
    /// The nodes, such as `a100-[01-02]`; nil while it waits.
    public let nodes: String?
    /// When it was submitted, or entered the queue again; seconds since 1970.
    public let submitted: Double?
    /// When it started, or is expected to; seconds since 1970.
    public let start: Double?
    /// When it ended, or will at the latest; seconds since 1970.
    public let end: Double?
    /// Its time limit.
    public let limit: SlurmDuration?

    private static let columns: [(name: String, format: String)] = [
        ("JOBID", "%i"), ("NUMBER", "%A"), ("STATE", "%T"), ("REASON", "%r"), ("NAME", "%j"), ("COMMENT", "%k"),
        ("PARTITION", "%P"), ("NODELIST", "%N"), ("SUBMIT_TIME", "%V"), ("START_TIME", "%S"), ("END_TIME", "%e"),
        ("TIME_LIMIT", "%l"),
    ]

    /// The value of `squeue -o` that `listing` reads.
    public static let format = columns.map(\.format).joined(separator: String(FieldTable.separator))

    /// Reads what `squeue -h -o FORMAT` printed.
    public static func listing(_ text: String) -> Listing<QueueEntry> {
        Listing(FieldTable(text, columns: columns.map(\.name)), QueueEntry.init)
    }

    /// Reads what `squeue -o` printed with a heading and a separator of one's choice.
    ///
    /// The headings are Slurm's own: `JOBID`, `STATE`, `REASON`, `NAME`, `PARTITION`, `NODELIST`, `SUBMIT_TIME`, …
    public static func listing(_ text: String, separator: Character) -> Listing<QueueEntry> {
        Listing(FieldTable(text, separator: separator), QueueEntry.init)
    }

    private init?(_ row: FieldTable.Row) {
        guard let id = row["JOBID"].flatMap({ SlurmJobID($0) }), let state = row["STATE"] else { return nil }
        self.id = id
        self.state = SlurmState(state)
        number = row["NUMBER"].flatMap { strictNumber($0) }
        reason = Self.word(row["REASON"])
        name = row["NAME"].map(String.init)
        comment = Self.word(row["COMMENT"])
        partition = row["PARTITION"].map(String.init)
        nodes = row["NODELIST"].map(String.init)
        submitted = row["SUBMIT_TIME"].flatMap { SlurmTime.seconds($0) }
        start = row["START_TIME"].flatMap { SlurmTime.seconds($0) }
        end = row["END_TIME"].flatMap { SlurmTime.seconds($0) }
        limit = row["TIME_LIMIT"].flatMap { SlurmDuration($0) }
    }

    private static func word(_ field: Substring?) -> String? {
        guard let field, field != "None", field != "(null)", field != "N/A" else { return nil }
        return String(field)
    }
}
