/// That a run's submitter asked for its end before its time: the file `stopped`.
///
/// It is written before the signal, so a submitter that dies between the two leaves word of what it meant to do.
public struct StopRecord: Hashable, Sendable {
    /// Why, in a sentence without a full stop, such as `stopped early: ASHA rung 27, rank 9 of 12`.
    public let reason: String
    /// When, in seconds since 1970.
    public let at: Double

    /// A record to be written.
    public init(reason: String, at: Double) {
        self.reason = reason
        self.at = at
    }

    /// Writes the record at once, forced to disk.
    ///
    /// - Throws: ``FileError`` when the system refuses.
    public func write(to directory: RunDirectory) throws {
        let json = JSONValue.object([
            .init("version", .int(RunDirectory.formatVersion)), .init("reason", .string(reason)),
            .init("at", .double(at)),
        ])
        try SmallFile.replace(directory.stop, with: json.text + "\n", durable: true)
    }

    /// The record of a run directory; nil when nobody asked for an early end.
    ///
    /// - Throws: ``RunLogError`` for a record that cannot be understood.
    public static func read(from directory: RunDirectory) throws -> StopRecord? {
        guard let record = try Record(at: directory.stop) else { return nil }
        return StopRecord(reason: try record.string("reason"), at: try record.time("at"))
    }
}
