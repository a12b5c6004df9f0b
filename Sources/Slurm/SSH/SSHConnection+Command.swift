import CSSH2

extension SSHConnection {
    /// Runs a command line in the login shell, feeding it and reading both its streams at once.
    ///
    /// Returns when the streams end, or as soon as `isEnough` says so.
    func run(
        _ line: String,
        input: [UInt8],
        _ deadline: Deadline,
        isEnough: (_ output: [UInt8], _ errors: [UInt8]) -> Bool
    ) throws(TransportError) -> (output: [UInt8], errors: [UInt8]) {
        // A connection that died while nobody looked, as after a laptop's sleep, shows here, before anything was sent.
        let opening = deadline.shortened(to: .seconds(10))
        let channel = try obtain(.openChannel, opening) {
            libssh2_channel_open_ex(session, "session", 7, 2 << 20, 32_768, nil, 0)
        }
        defer { release(channel) }
        try complete(.run, deadline) {
            Int(libssh2_channel_process_startup(channel, "exec", 4, line, UInt32(line.utf8.count)))
        }
        var exchange = Exchange(channel: channel, input: input)
        while true {
            let moved = try exchange.step(self)
            if isEnough(exchange.output, exchange.errors) || exchange.isOver {
                return (exchange.output, exchange.errors)
            }
            if !moved { try wait(.run, deadline) }
        }
    }

    /// Gives the channel back without waiting for the server's agreement, which is worth a round trip; a process in the
    /// background may even hold the far end open for as long as it runs.
    private func release(_ channel: OpaquePointer) {
        closing = (closing + [channel]).filter { libssh2_channel_free($0) == LIBSSH2_ERROR_EAGAIN }
        let deadline = Deadline(in: .seconds(1))
        // Half a packet on its way has to be finished by the call that began it.
        while !isBroken, !deadline.hasPassed, isHalfSent, closing.contains(channel) {
            // Whatever goes wrong here shows at the next command.
            try? wait(.openChannel, deadline)
            if libssh2_channel_free(channel) != LIBSSH2_ERROR_EAGAIN { closing.removeAll { $0 == channel } }
        }
    }

    /// Whether half a packet is on its way, which the call that began it has to finish.
    var isHalfSent: Bool {
        libssh2_session_block_directions(session) & LIBSSH2_SESSION_BLOCK_OUTBOUND != 0
    }
}

/// The streams of one command.
private struct Exchange {
    private enum Call: CaseIterable {
        case feed, readOutput, readErrors
    }

    let channel: OpaquePointer
    let input: [UInt8]
    private var sent = 0
    private var hasEnded = false
    private var unfinished: Call?
    private(set) var output: [UInt8] = []
    private(set) var errors: [UInt8] = []
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)

    init(channel: OpaquePointer, input: [UInt8]) {
        self.channel = channel
        self.input = input
    }

    /// Whether the command's streams have ended.
    var isOver: Bool { libssh2_channel_eof(channel) == 1 }

    /// Moves what can be moved; false when there was nothing.
    ///
    /// Where a call leaves half a packet on its way, the library wants exactly that call again before any other that sends,
    /// and reading sends too: it tells the server how much more may come.
    mutating func step(_ connection: SSHConnection) throws(TransportError) -> Bool {
        var moved = false
        for call in unfinished.map({ [$0] }) ?? Call.allCases {
            let hasMoved =
                switch call {
                case .feed: try feed(connection)
                case .readOutput: try read(0, into: \.output, connection)
                case .readErrors: try read(SSH_EXTENDED_DATA_STDERR, into: \.errors, connection)
                }
            moved = moved || hasMoved
            unfinished = !hasMoved && connection.isHalfSent ? call : nil
            if unfinished != nil { break }
        }
        return moved
    }

    private mutating func feed(_ connection: SSHConnection) throws(TransportError) -> Bool {
        guard !hasEnded else { return false }
        if sent < input.count {
            let result = input.withUnsafeBytes { bytes in
                let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...].prefix(1 << 18))
                return libssh2_channel_write_ex(
                    channel,
                    0,
                    rest.baseAddress?.assumingMemoryBound(to: CChar.self),
                    rest.count
                )
            }
            if result == Int(LIBSSH2_ERROR_EAGAIN) { return false }
            // A command that has ended takes no more input; what it wrote is still to be read.
            if result < 0, isOver {
                hasEnded = true
                return true
            }
            guard result >= 0 else { throw connection.failure(.run) }
            sent += result
            return result > 0
        }
        let result = libssh2_channel_send_eof(channel)
        if result == LIBSSH2_ERROR_EAGAIN { return false }
        hasEnded = true
        return true
    }

    private mutating func read(
        _ stream: Int32,
        into bytes: WritableKeyPath<Exchange, [UInt8]>,
        _ connection: SSHConnection
    ) throws(TransportError) -> Bool {
        let count = buffer.withUnsafeMutableBytes { space in
            libssh2_channel_read_ex(
                channel,
                stream,
                space.baseAddress?.assumingMemoryBound(to: CChar.self),
                space.count
            )
        }
        if count == Int(LIBSSH2_ERROR_EAGAIN) || count == 0 { return false }
        guard count > 0 else { throw connection.failure(.run) }
        self[keyPath: bytes].append(contentsOf: buffer[..<count])
        return true
    }
}
