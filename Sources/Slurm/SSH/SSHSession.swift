/// Commands and files over one connection of libssh2 that is kept open: 4 to 20 ms a command instead of a new log-in.
///
/// The connection is made by the first call. One that broke is made again by the next call, and a command whose request
/// was not yet sent is then sent on the new one; a command that was sent is never repeated.
public actor SSHSession: CommandRunner {
    /// The alias, as the user knows the machine.
    public nonisolated let host: String
    /// Where it connects to.
    public nonisolated let endpoint: SSHEndpoint
    /// How many connections were made so far.
    public private(set) var connections = 0
    /// How many commands were sent so far.
    public private(set) var commands = 0

    private let thread: OwnThread
    private let pauses: [Duration]
    private var connection: SSHConnection?
    private var pulse: Task<Void, Never>?
    /// Whether the server speaks SFTP, as far as is known: until a file is written or read, it is taken to.
    public private(set) var hasSFTP = true
    /// The machine's key that `known_hosts` vouches for, as `TYPE FINGERPRINT`; nil while not connected.
    public var hostKey: String? { connection?.hostKey.map { "\($0.type) \($0.fingerprint)" } }

    /// A session with an endpoint; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - endpoint: where to connect to, and how.
    ///   - pauses: how long to wait before each further try to connect, when the last failed for a reason that may pass.
    public init(
        to endpoint: SSHEndpoint,
        pauses: [Duration] = [.milliseconds(250), .milliseconds(500), .seconds(1)]
    ) {
        self.endpoint = endpoint
        self.pauses = pauses
        host = endpoint.alias
        thread = OwnThread("pargo-lab.libssh2.\(endpoint.alias)")
    }

    /// The thread that libssh2 waits on.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// Connects and logs in, unless that is done.
    public func connect() throws(TransportError) {
        _ = try ready(Deadline(in: endpoint.connectTimeout * 2))
    }

    /// Runs a script in `/bin/sh` on the far side.
    public func run(_ command: String, input: [UInt8], timeout: Duration) throws(TransportError) -> CommandReply {
        let deadline = Deadline(in: timeout)
        let frame = ReplyFrame()
        let line = ShellText.portable(frame.script(command))
        guard line.utf8.count <= ShellText.longestCommand else {
            throw TransportError(host, .openChannel, .commandTooLong(bytes: line.utf8.count))
        }
        let streams = try again { connection throws(TransportError) in
            try connection.run(line, input: input, deadline, isEnough: frame.isComplete)
        } until: {
            deadline
        }
        commands += 1
        switch frame.content(output: streams.output, errors: streams.errors) {
        case .complete(let reply): return reply
        case .cut: throw TransportError(host, .run, .connectionLost("the shell on the far side was killed"))
        case .none(let shown): throw TransportError(host, .run, .noReply(shown))
        }
    }

    /// Writes through SFTP; where the server refuses or has none, with `cat`, which also tells why.
    public func write(_ bytes: [UInt8], to path: String, at offset: Int) async throws(TransportError) {
        let deadline = Deadline(in: .seconds(600))
        do throws(SSHConnection.FileRefusal) {
            try files(deadline).write(bytes, to: path, at: offset, deadline)
        } catch {
            try notice(error)
            try await writeByCommand(bytes, to: path, at: offset)
        }
    }

    /// Reads through SFTP, or with `tail` and `head`.
    public func read(_ path: String, from offset: Int, limit: Int) async throws(TransportError) -> [UInt8] {
        let deadline = Deadline(in: .seconds(600))
        do throws(SSHConnection.FileRefusal) {
            return try files(deadline).read(path, from: offset, limit: limit, deadline)
        } catch {
            try notice(error)
            return try await readByCommand(path, from: offset, limit: limit)
        }
    }

    private func files(_ deadline: Deadline) throws(SSHConnection.FileRefusal) -> SSHConnection {
        guard hasSFTP else { throw .noService }
        do {
            return try ready(deadline)
        } catch {
            throw .transport(error)
        }
    }

    /// Passes on a broken connection, and remembers a server without SFTP; any other refusal is for a command to explain.
    private func notice(_ refusal: SSHConnection.FileRefusal) throws(TransportError) {
        switch refusal {
        case .transport(let error): throw error
        case .noService: hasSFTP = false
        case .refused: break
        }
    }

    /// Ends the connection.
    public func close() {
        pulse?.cancel()
        pulse = nil
        connection = nil
    }

    /// Does something on the connection; once more on a new one when the old one turned out dead before anything was sent.
    private func again<Result>(
        _ body: (SSHConnection) throws(TransportError) -> Result,
        until deadline: () -> Deadline
    ) throws(TransportError) -> Result {
        let first = try ready(deadline())
        do {
            return try body(first)
        } catch {
            guard error.operation == .openChannel, first.isBroken, error.reason != .cancelled else { throw error }
            connection = nil
            return try body(try ready(deadline()))
        }
    }

    private func ready(_ deadline: Deadline) throws(TransportError) -> SSHConnection {
        if let connection, connection.isUsable { return connection }
        connection = nil
        let limit = deadline.shortened(to: endpoint.connectTimeout * 2)
        var rest = pauses[...]
        while true {
            do {
                let made = try SSHConnection.open(endpoint, until: limit.shortened(to: endpoint.connectTimeout))
                connection = made
                connections += 1
                beat()
                return made
            } catch {
                guard error.isTemporary, !limit.hasPassed, let pause = rest.popFirst() else { throw error }
                limit.pause(pause)
                if Task.isCancelled { throw TransportError(host, .connect, .cancelled) }
            }
        }
    }

    /// Signs of life while nothing is asked, so that no firewall on the way forgets the connection.
    private func beat() {
        guard pulse == nil else { return }
        let interval = Duration.seconds(endpoint.keepalive)
        pulse = Task { [weak self] in
            while !Task.isCancelled {
                // Being cancelled is the only way for a sleep to fail, and the loop looks for that itself.
                try? await Task.sleep(for: interval)
                await self?.sendSignOfLife()
            }
        }
    }

    private func sendSignOfLife() {
        guard let connection, connection.isUsable else { return }
        connection.keepAlive()
    }

    deinit {
        pulse?.cancel()
    }
}
