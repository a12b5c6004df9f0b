import Glibc

/// Commands through the user's own `ssh`, with all that it can: Kerberos, FIDO keys, RSA keys, `Match`, `ProxyCommand`.
///
/// A connection that the user shares already (`ControlMaster`) is used as it is. Otherwise one is opened, kept in a
/// folder that only this user may enter, and ended by `close` or after ten idle minutes. `ssh` never asks a question.
public actor OpenSSHRunner: CommandRunner {
    /// How the connection is shared.
    public enum Sharing: Hashable, Sendable {
        /// Not looked for yet.
        case unknown
        /// Through the user's own master.
        case own
        /// Through a master that this runner started, with its socket at that path.
        case started(socket: String)
    }

    /// The host or alias, as `ssh` understands it.
    public nonisolated let host: String
    /// How the connection is shared at the moment.
    public private(set) var sharing = Sharing.unknown

    private let thread = OwnThread("pargo-lab.ssh")
    private let configuration: String?
    private let connectTimeout: Int
    private let program: String

    /// A runner through `ssh HOST`.
    ///
    /// - Parameters:
    ///   - host: an alias of the configuration, `host`, or `user@host`.
    ///   - configuration: what `ssh -F` is given; nil for the user's own files.
    ///   - connectTimeout: seconds until connecting is given up.
    ///   - program: what is run as `ssh`: a name to look for in PATH, or a path.
    public init(host: String, configuration: String? = nil, connectTimeout: Int = 15, program: String = "ssh") {
        self.program = program
        self.host = host
        self.configuration = configuration
        self.connectTimeout = connectTimeout
    }

    /// The thread that waits for `ssh`.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// Runs a script on the far side.
    public func run(_ command: String, input: [UInt8], timeout: Duration) throws(TransportError) -> CommandReply {
        let deadline = Deadline(in: timeout)
        try connect(deadline)
        let frame = ReplyFrame()
        let line = ShellText.portable(frame.script(command))
        guard line.utf8.count <= ShellText.longestCommand else {
            throw TransportError(host, .openChannel, .commandTooLong(bytes: line.utf8.count))
        }
        let result = try ssh(["-T", "--", host, line], input: input, deadline, isEnough: frame.isComplete)
        switch frame.content(output: result.output, errors: result.errors) {
        case .complete(let reply): return reply
        case .cut:
            close()
            throw TransportError(host, .run, .connectionLost(Self.lastLine(result.errors)))
        case .none(let shown):
            close()
            guard result.code == 255 else { throw TransportError(host, .run, .noReply(shown)) }
            throw OpenSSHFailure.error(String(decoding: result.errors, as: UTF8.self), host: host, sent: true)
        }
    }

    /// Opens the shared connection, unless there is one.
    ///
    /// - Throws: `TransportError` with the words of `ssh`, and what to type.
    public func connect() throws(TransportError) {
        try connect(Deadline(in: .seconds(connectTimeout + 15)))
    }

    private func connect(_ deadline: Deadline) throws(TransportError) {
        guard sharing == .unknown else { return }
        // Without a socket configured, or with nobody behind it, this fails at once and asks nothing.
        if try ssh(["-O", "check", "--", host], deadline).code == 0 {
            sharing = .own
            return
        }
        let folder = try Self.privateFolder(host)
        let socket = folder + "/s"
        let result = try ssh(
            ["-M", "-N", "-f", "-S", socket, "-o", "ControlPersist=600", "--", host],
            deadline
        )
        guard result.code == 0 else {
            rmdir(folder)
            throw OpenSSHFailure.error(String(decoding: result.errors, as: UTF8.self), host: host)
        }
        sharing = .started(socket: socket)
    }

    /// Ends a connection that this runner started; the user's own stays.
    public func close() {
        let ended = sharing
        sharing = .unknown
        guard case .started(let socket) = ended else { return }
        // The master may have ended by itself; either way there is nothing left to close.
        _ = try? ssh(["-S", socket, "-O", "exit", "--", host], Deadline(in: .seconds(5)))
        Self.remove(socket)
    }

    deinit {
        // A master without its socket ends after ten idle minutes.
        if case .started(let socket) = sharing { Self.remove(socket) }
    }

    private static func remove(_ socket: String) {
        unlink(socket)
        rmdir(String(socket.dropLast(2)))
    }

    private func ssh(
        _ arguments: [String],
        input: [UInt8] = [],
        _ deadline: Deadline,
        isEnough: ([UInt8], [UInt8]) -> Bool = { _, _ in false }
    ) throws(TransportError) -> ChildProcess.Result {
        // A key that is new or changed is refused even where the user's configuration would let it pass.
        let settings = [
            "BatchMode=yes", "StrictHostKeyChecking=yes", "ConnectTimeout=\(connectTimeout)", "ServerAliveInterval=15",
        ]
        var options = settings.flatMap { ["-o", $0] }
        if let configuration { options += ["-F", configuration] }
        if case .started(let socket) = sharing, !arguments.contains("-S") {
            options += ["-o", "ControlMaster=no", "-S", socket]
        }
        do {
            return try ChildProcess(program: program, arguments: options + arguments, input: input)
                .run(until: deadline, isEnough: isEnough)
        } catch {
            throw error.onHost(host, timeout: deadline.allowance)
        }
    }

    /// A folder with a short path, because a socket's path may have 107 bytes, that nobody else may enter.
    private static func privateFolder(_ host: String) throws(TransportError) -> String {
        var template = Array("/tmp/pargo-lab-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw TransportError(
                host,
                .connect,
                .program("cannot make a folder in /tmp: \(String(cString: strerror(errno)))")
            )
        }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func lastLine(_ bytes: [UInt8]) -> String {
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        return lines.last.map { $0.hasPrefix("@pargo-") ? "ssh ended" : String($0) } ?? "ssh ended"
    }
}
