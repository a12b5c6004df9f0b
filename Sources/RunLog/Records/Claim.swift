/// Who runs an attempt: the file `claim`, made by exactly one process.
public struct Claim: Hashable, Sendable {
    /// The submission's token: a claim with another token belongs to another submission.
    public let token: String
    /// The process that holds it; its number is its process group's too.
    public let process: ProcessIdentity
    /// When it was made, in seconds since 1970.
    public let at: Double
    /// The Slurm job that the process belongs to.
    public let slurmJobID: String?

    /// A claim to be made.
    public init(token: String, process: ProcessIdentity, at: Double, slurmJobID: String? = nil) {
        self.token = token
        self.process = process
        self.at = at
        self.slurmJobID = slurmJobID
    }

    /// Claims a run directory.
    ///
    /// Of any number of processes exactly one succeeds.
    ///
    /// - Returns: Whether the claim is now this one; false when somebody was earlier.
    /// - Throws: ``FileError`` when the system refuses.
    public func make(in directory: RunDirectory) throws -> Bool {
        try SmallFile.create(directory.claim, with: json.text + "\n")
    }

    /// The claim of a run directory; nil when nobody has claimed it.
    ///
    /// - Throws: ``RunLogError`` for a claim that cannot be understood, such as one whose writer died half way.
    public static func read(from directory: RunDirectory) throws -> Claim? {
        guard let record = try Record(at: directory.claim) else { return nil }
        guard let pid = Int32(exactly: try record.int("pid")), pid > 0 else {
            throw record.bad("pid", "a process number")
        }
        guard let ticks = UInt64(exactly: try record.int("start_ticks")) else {
            throw record.bad("start_ticks", "a count of clock ticks")
        }
        return Claim(
            token: try record.optionalString("token") ?? "",
            process: ProcessIdentity(
                host: try record.string("host"),
                bootID: try record.string("boot_id"),
                pid: pid,
                startTicks: ticks
            ),
            at: try record.time("at"),
            slurmJobID: try record.optionalString("slurm_job_id")
        )
    }

    private var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("version", .int(RunDirectory.formatVersion)),
            .init("token", .string(token)),
            .init("host", .string(process.host)),
            .init("boot_id", .string(process.bootID)),
            .init("pid", .int(Int64(process.pid))),
            .init("start_ticks", .int(Int64(clamping: process.startTicks))),
            .init("at", .double(at)),
        ]
        if let slurmJobID { members.append(.init("slurm_job_id", .string(slurmJobID))) }
        return .object(members)
    }
}
