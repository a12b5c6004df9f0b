/// How far an attempt is: the file `progress`, read by progress bars.
public struct ProgressRecord: Hashable, Sendable {
    /// How much is done.
    public let done: Int64
    /// How much there is to do.
    public let total: Int64
    /// What is counted, such as `step`.
    public let unit: String
    /// When this was noted, in seconds since 1970.
    public let at: Double

    /// A record to be written.
    public init(done: Int64, total: Int64, unit: String, at: Double) {
        self.done = done
        self.total = total
        self.unit = unit
        self.at = at
    }

    /// Replaces the record at once.
    ///
    /// - Throws: ``FileError`` when the system refuses.
    public func write(to directory: RunDirectory) throws {
        let json = JSONValue.object([
            .init("done", .int(done)), .init("total", .int(total)), .init("unit", .string(unit)),
            .init("at", .double(at)),
        ])
        try SmallFile.replace(directory.progress, with: json.text + "\n", durable: false)
    }

    /// How far a run is; nil when it does not say.
    ///
    /// - Throws: ``RunLogError`` for a record that cannot be understood.
    public static func read(from directory: RunDirectory) throws -> ProgressRecord? {
        guard let record = try Record(at: directory.progress) else { return nil }
        return ProgressRecord(
            done: try record.int("done"),
            total: try record.int("total"),
            unit: try record.optionalString("unit") ?? "step",
            at: try record.time("at")
        )
    }
}
