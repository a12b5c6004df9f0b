/// How an attempt ended: the file `exit.json`, the only proof of an end.
public struct ExitRecord: Hashable, Sendable {
    /// Why it ended.
    public enum Reason: String, CaseIterable, Sendable {
        /// It did what it was started for.
        case finished
        /// It gave up, or was ended by a signal.
        case failed
        /// Somebody asked for its end.
        case cancelled
        /// It found the run claimed by another process and did nothing.
        case duplicate
        /// It lost its claim while it ran and stopped itself.
        case fenced
    }

    /// The exit code.
    public let code: Int32
    /// The signal that ended it.
    public let signal: Int32?
    /// Why it ended.
    public let reason: Reason
    /// When, in seconds since 1970.
    public let finishedAt: Double
    /// What else the writer knew of the end, in words.
    public let note: String?

    /// A record to be written.
    public init(code: Int32, signal: Int32? = nil, reason: Reason, finishedAt: Double, note: String? = nil) {
        self.note = note
        self.code = code
        self.signal = signal
        self.reason = reason
        self.finishedAt = finishedAt
    }

    /// The state that this end means: only a clean end of the run that held the claim counts as finished.
    public var state: RunState {
        if reason == .cancelled { return .cancelled }
        return code == 0 && signal == nil && reason == .finished ? .finished : .failed
    }

    /// The end in a sentence without a full stop, such as `exit.json says exit code 3`.
    public var evidence: String { sentence + (note.map { ": \($0)" } ?? "") }

    private var sentence: String {
        let end = signal.map { "signal \($0)\(Self.name(ofSignal: $0))" } ?? "exit code \(code)"
        switch reason {
        case .finished where code == 0, .failed where code != 0 || signal != nil: return "exit.json says \(end)"
        case .duplicate: return "exit.json says that another process had claimed the run, \(end)"
        case .fenced: return "exit.json says that it lost its claim and stopped itself, \(end)"
        case .finished, .failed, .cancelled: return "exit.json says \(reason.rawValue), \(end)"
        }
    }

    /// Writes the record at once, forced to disk.
    ///
    /// - Throws: ``FileError`` when the system refuses.
    public func write(to directory: RunDirectory) throws {
        let json = JSONValue.object(
            [
                .init("version", .int(RunDirectory.formatVersion)),
                .init("code", .int(Int64(code))),
                .init("signal", signal.map { .int(Int64($0)) } ?? .null),
                .init("reason", .string(reason.rawValue)),
            ] + (note.map { [.init("note", .string($0))] } ?? []) + [.init("finished_at", .double(finishedAt))]
        )
        try SmallFile.replace(directory.exit, with: json.text + "\n", durable: true)
    }

    /// The record of a run directory; nil when it has not ended.
    ///
    /// - Throws: ``RunLogError`` for a record that cannot be understood.
    public static func read(from directory: RunDirectory) throws -> ExitRecord? {
        guard let record = try Record(at: directory.exit) else { return nil }
        let word = try record.string("reason")
        guard let reason = Reason(rawValue: word) else {
            throw record.bad("reason", "one of \(Reason.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return ExitRecord(
            code: Int32(clamping: try record.int("code")),
            signal: try record.optionalInt("signal").map { Int32(clamping: $0) },
            reason: reason,
            finishedAt: try record.time("finished_at"),
            note: try record.optionalString("note")
        )
    }

    /// The signals that a batch system or a kernel sends, in words; their numbers are Linux's.
    private static func name(ofSignal signal: Int32) -> String {
        switch signal {
        case 2: " (interrupted)"
        case 6: " (aborted)"
        case 7: " (bus error)"
        case 9: " (killed; out of memory is a usual cause)"
        case 11: " (segmentation fault)"
        case 15: " (terminated)"
        case 24: " (CPU time limit)"
        default: ""
        }
    }
}
