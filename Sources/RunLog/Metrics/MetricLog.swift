/// Writes `metrics.jsonl`: one line a log call, handed to the system by one `write`.
///
/// What `log` has returned from survives the death of the process; a power cut may take what was logged since the last
/// ``sync()``.
public struct MetricLog: ~Copyable {
    private var encoder = MetricEncoder()
    private var file: LineFile

    /// Opens a log for adding to it, and makes it if it is not there.
    ///
    /// - Throws: ``FileError`` when the system refuses.
    public init(_ path: String) throws {
        file = LineFile(try OpenFile(path, .append))
    }

    /// Adds the values of one step.
    ///
    /// - Parameters:
    ///   - step: The training step, 0 … 2^53 - 1.
    ///   - values: Names and values; NaN and infinities are kept.
    ///   - time: Seconds since 1970.
    /// - Throws: ``RunLogError`` for a name or step that the format does not allow; ``FileError`` when the line could
    ///   not be written whole, after which logging may go on: a later line is never joined to a torn one.
    public mutating func log(
        step: Int64,
        values: some Collection<(key: String, value: Double)>,
        at time: Double = Timestamp.now()
    ) throws {
        try encoder.encode(step: step, time: time, values: values) { line in
            try file.append(line)
        }
    }

    /// Forces what was logged to disk.
    ///
    /// - Throws: ``FileError`` when the system cannot.
    public func sync() throws {
        try file.sync()
    }

    /// The file's number for the system, for syncing from another thread.
    var descriptor: Int32 { file.descriptor }
}
