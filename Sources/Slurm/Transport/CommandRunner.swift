/// A place where commands run and files lie: a login node over SSH, or this machine.
///
/// A runner does one thing at a time; a second call waits for the first. Whoever wants two at once, such as a log that
/// is followed while jobs are submitted, makes two runners.
public protocol CommandRunner: Sendable {
    /// The machine's name as the user knows it, for messages.
    var host: String { get }

    /// Runs a POSIX shell script, at most about 60 kB long, and returns what it wrote and its exit code.
    ///
    /// - Parameters:
    ///   - command: the script; what the user's login shell prints does not get into the reply.
    ///   - input: its standard input, of any length.
    ///   - timeout: how long the whole may take, connecting included.
    /// - Returns: both streams and the exit code.
    /// - Throws: `TransportError`; its `mayHaveRun` tells whether the command may have had an effect.
    func run(_ command: String, input: [UInt8], timeout: Duration) async throws(TransportError) -> CommandReply

    /// Writes bytes into a file from an offset on, which must be the file's present size, or 0 to start it anew.
    func write(_ bytes: [UInt8], to path: String, at offset: Int) async throws(TransportError)

    /// Reads at most `limit` bytes of a file from an offset on; fewer only where the file ends.
    func read(_ path: String, from offset: Int, limit: Int) async throws(TransportError) -> [UInt8]

    /// Ends the connection. The next call opens a new one.
    func close() async
}

extension CommandRunner {
    /// Runs a POSIX shell script with empty input, for a minute at most.
    public func run(_ command: String) async throws(TransportError) -> CommandReply {
        try await run(command, input: [], timeout: .seconds(60))
    }

    /// Runs a POSIX shell script with text as its input.
    public func run(
        _ command: String,
        input: String,
        timeout: Duration = .seconds(60)
    ) async throws(TransportError) -> CommandReply {
        try await run(command, input: Array(input.utf8), timeout: timeout)
    }
}
