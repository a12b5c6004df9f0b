import Glibc
import Synchronization

/// What a trainer writes its run through: metrics, progress, artifacts and, when nobody else does, the whole record.
///
/// Under a sweep's wrapper the run is claimed already, and the wrapper writes the claim, the start, the signs of life
/// and the exit; this adds metrics, progress and artifacts. Run by hand, it claims the folder and writes them all.
/// It may be used from several threads.
public final class RunWriter: Sendable {
    /// Where the run is written.
    public let directory: RunDirectory
    /// Whether this process holds the claim, rather than a wrapper around it.
    public let holdsClaim: Bool

    private let state: Mutex<State>

    private struct State: ~Copyable {
        var log: MetricLog
        var progressAt = -Double.infinity
        var isFinished = false
        /// Gives signs of life and syncs the log; stopped before the log is closed.
        var pulse: Pulse?
        var trouble: Trouble
    }

    /// Opens a run directory for writing; makes it if it is not there, and claims it if nobody has.
    ///
    /// - Parameters:
    ///   - directory: The run directory.
    ///   - configuration: Written as `config.json` when the folder has none.
    ///   - details: What `start.json` says beside time, host and process: `argv`, `git`, …
    ///   - environment: The process's environment: `RUN_DIR` tells that a wrapper runs this, `SLURM_JOB_ID` is noted.
    /// - Throws: ``RunLogError/alreadyClaimed(path:by:)`` when another process has it,
    ///   ``RunLogError/alreadyFinished(path:)`` when it has ended, ``FileError`` when the system refuses.
    public init(
        _ directory: RunDirectory,
        configuration: JSONValue? = nil,
        details: [JSONValue.Member] = [],
        environment: [String: String]
    ) throws {
        try directory.createIfAbsent()
        if try ExitRecord.read(from: directory) != nil { throw RunLogError.alreadyFinished(path: directory.path) }
        if let configuration, try FileStatus(path: directory.configuration) == nil {
            try directory.write(configuration: configuration)
        }
        self.directory = directory
        holdsClaim = try Self.claim(directory, details: details, environment: environment)
        let trouble = Trouble()
        let log = try MetricLog(directory.metrics)
        let pulse = try Self.pulse(of: directory, holdsClaim: holdsClaim, syncing: log.descriptor, trouble: trouble)
        state = Mutex(State(log: log, pulse: pulse, trouble: trouble))
    }

    /// Logs the values of one step; one line, handed to the system before this returns.
    ///
    /// - Parameters:
    ///   - step: The training step, 0 … 2^53 - 1.
    ///   - values: Names and values: `["train/loss": 2.31]`, a dictionary, or an array of such pairs.
    /// - Throws: ``RunLogError`` for a bad name or step or a finished run; ``FileError`` when the line could not be
    ///   written, or when writing earlier ones to disk has failed since the last call.
    public func log(step: Int64, values: some Collection<(key: String, value: Double)> & Sendable) throws {
        try state.withLock { state in
            try check(state)
            try state.log.log(step: step, values: values)
        }
    }

    /// Logs the values of one step, written in place: `log(step: 3, ["train/loss": 2.31])`.
    ///
    /// - Throws: As ``log(step:values:)``.
    public func log(step: Int64, _ values: KeyValuePairs<String, Double>) throws {
        try log(step: step, values: values)
    }

    /// Notes how far the run is.
    ///
    /// Call it as often as you like: it writes at most once a second, and always the end.
    ///
    /// - Throws: ``FileError`` when the system refuses.
    public func progress(done: Int64, total: Int64, unit: String = "step") throws {
        let now = Timestamp.now()
        let isDue = state.withLock { state in
            let isDue = now - state.progressAt >= 1 || done >= total
            if isDue { state.progressAt = now }
            return isDue
        }
        guard isDue else { return }
        try ProgressRecord(done: done, total: total, unit: unit, at: now).write(to: directory)
    }

    /// Registers a file that was written below `artifacts/`, with its length and SHA-256.
    ///
    /// - Parameter name: Its path below `artifacts/`.
    /// - Returns: What was registered.
    /// - Throws: ``RunLogError/invalidName(_:reason:)`` for a path that leads elsewhere, ``FileError``.
    @discardableResult
    public func register(artifact name: String) throws -> ArtifactRecord {
        let record = try ArtifactRecord(of: name, in: directory, at: Timestamp.now())
        try record.append(to: directory)
        return record
    }

    /// Ends the run: forces the log to disk and, when this process holds the claim, writes how it ended.
    ///
    /// - Throws: ``RunLogError/alreadyFinished(path:)`` the second time; ``FileError`` when the system refuses.
    public func finish(code: Int32 = 0, signal: Int32? = nil, reason: ExitRecord.Reason = .finished) throws {
        try state.withLock { state in
            try check(state)
            state.isFinished = true
            state.pulse = nil
            try state.log.sync()
        }
        guard holdsClaim else { return }
        try ExitRecord(code: code, signal: signal, reason: reason, finishedAt: Timestamp.now()).write(to: directory)
    }

    private func check(_ state: borrowing State) throws {
        if state.isFinished { throw RunLogError.alreadyFinished(path: directory.path) }
        if let error = state.trouble.take() { throw error }
    }
}
