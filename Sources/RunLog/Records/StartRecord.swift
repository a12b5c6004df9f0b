/// Where and with what an attempt was started: the file `start.json`.
public struct StartRecord: Hashable, Sendable {
    /// When, in seconds since 1970.
    public let startedAt: Double
    /// The machine's name.
    public let host: String
    /// The process that runs it.
    public let pid: Int32
    /// What else the writer noted: `argv`, `git`, `packages`, `hardware`, `slurm`.
    public let details: [JSONValue.Member]

    /// A record to be written.
    public init(startedAt: Double, host: String, pid: Int32, details: [JSONValue.Member] = []) {
        self.startedAt = startedAt
        self.host = host
        self.pid = pid
        self.details = details
    }

    /// Writes the record at once, forced to disk.
    ///
    /// - Throws: ``FileError`` when the system refuses.
    public func write(to directory: RunDirectory) throws {
        let fixed: [JSONValue.Member] = [
            .init("version", .int(RunDirectory.formatVersion)),
            .init("started_at", .double(startedAt)),
            .init("host", .string(host)),
            .init("pid", .int(Int64(pid))),
        ]
        let text = JSONValue.object(fixed + details).indentedText + "\n"
        try SmallFile.replace(directory.start, with: text, durable: true)
    }

    /// The record of a run directory; nil when it has not been started.
    ///
    /// - Throws: ``RunLogError`` for a record that cannot be understood.
    public static func read(from directory: RunDirectory) throws -> StartRecord? {
        guard let record = try Record(at: directory.start), case .object(let members) = record.value else { return nil }
        let fixed: Set = ["version", "started_at", "host", "pid"]
        return StartRecord(
            startedAt: try record.time("started_at"),
            host: try record.string("host"),
            pid: Int32(clamping: try record.int("pid")),
            details: members.filter { !fixed.contains($0.key) }
        )
    }
}
