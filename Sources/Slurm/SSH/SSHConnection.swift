import CSSH2
import Glibc

/// One authenticated connection of libssh2, used on one thread at a time.
///
/// The library never blocks here: a call that would wait returns, and `wait` polls the socket for it in short steps,
/// which is what makes deadlines, cancellation and signs of life possible.
final class SSHConnection {
    let endpoint: SSHEndpoint
    /// The library's session; other files of this type call it too.
    let session: OpaquePointer
    let socket: Int32
    /// Set once the connection cannot be used any more: it broke, or an operation was left half-way.
    private(set) var isBroken = false
    /// The machine's key, once it was checked.
    var hostKey: PublicKey?
    /// Channels that are done with and that the server has not agreed to close yet.
    var closing: [OpaquePointer] = []
    /// The SFTP channel, opened by the first file.
    var sftp: OpaquePointer?

    /// Connects, through other machines where asked, checks the host's key and logs in.
    static func open(_ endpoint: SSHEndpoint, until deadline: Deadline) throws(TransportError) -> SSHConnection {
        guard LibSSH2.isReady, LibSSH2.version != nil else {
            throw TransportError(endpoint.alias, .connect, .program("libssh2 is too old or cannot be initialised"))
        }
        let socket =
            endpoint.jumps.isEmpty
            ? try SSHSocket.connect(to: endpoint, until: deadline)
            : try SSHTunnel.open(to: endpoint, until: deadline)
        guard let session = libssh2_session_init_ex(nil, nil, nil, nil) else {
            close(socket)
            throw TransportError(endpoint.alias, .connect, .program("libssh2 has no memory for a session"))
        }
        // From here on its end cleans up, however this function ends.
        let connection = SSHConnection(endpoint, session, socket)
        try connection.handshake(deadline)
        try connection.authenticate(deadline)
        libssh2_keepalive_config(session, 1, UInt32(endpoint.keepalive))
        return connection
    }

    private init(_ endpoint: SSHEndpoint, _ session: OpaquePointer, _ socket: Int32) {
        self.endpoint = endpoint
        self.session = session
        self.socket = socket
        libssh2_session_set_blocking(session, 0)
    }

    deinit {
        // One try each, and no waiting: the socket is closed right after.
        libssh2_session_disconnect_ex(session, SSH_DISCONNECT_BY_APPLICATION, "", "")
        shutdown(socket, Int32(SHUT_RDWR))
        libssh2_session_free(session)
        close(socket)
    }

    /// Whether it can be used, as far as can be told without asking the other side.
    var isUsable: Bool { !isBroken && !SSHSocket.isClosed(socket) }

    /// Repeats a call until the library no longer asks to wait; returns its result.
    @discardableResult
    func complete(
        _ operation: TransportError.Operation,
        _ deadline: Deadline,
        _ call: () -> Int
    ) throws(TransportError) -> Int {
        while true {
            let result = call()
            if result >= 0 { return result }
            guard result == Int(LIBSSH2_ERROR_EAGAIN) else { throw failure(operation) }
            try wait(operation, deadline)
        }
    }

    /// The same for calls that return something or nothing.
    func obtain(
        _ operation: TransportError.Operation,
        _ deadline: Deadline,
        _ call: () -> OpaquePointer?
    ) throws(TransportError) -> OpaquePointer {
        while true {
            if let result = call() { return result }
            guard libssh2_session_last_errno(session) == LIBSSH2_ERROR_EAGAIN else { throw failure(operation) }
            try wait(operation, deadline)
        }
    }

    /// Waits a moment for the socket, and gives a sign of life when nothing came.
    func wait(_ operation: TransportError.Operation, _ deadline: Deadline) throws(TransportError) {
        if Task.isCancelled { throw abandon(operation, .cancelled) }
        if deadline.hasPassed { throw abandon(operation, .timedOut(deadline.allowance)) }
        let isSending = isHalfSent
        var entry = pollfd(fd: socket, events: Int16(isSending ? POLLOUT : POLLIN), revents: 0)
        let moved = poll(&entry, 1, deadline.milliseconds(atMost: 100))
        // Never between two halves of a packet: the library would mix them up.
        if moved == 0, !isSending { keepAlive() }
    }

    /// Sends a sign of life when one is due.
    func keepAlive() {
        var next: Int32 = 0
        if libssh2_keepalive_send(session, &next) != 0 { isBroken = true }
    }

    /// An error that leaves an operation half-way, after which the connection is not used again.
    private func abandon(
        _ operation: TransportError.Operation,
        _ reason: TransportError.Reason
    ) -> TransportError {
        isBroken = true
        return TransportError(endpoint.alias, operation, reason)
    }

    /// The library's last error, in the words of this room.
    func failure(_ operation: TransportError.Operation) -> TransportError {
        let (code, message) = lastError()
        switch code {
        case LIBSSH2_ERROR_CHANNEL_FAILURE, LIBSSH2_ERROR_CHANNEL_REQUEST_DENIED, LIBSSH2_ERROR_REQUEST_DENIED:
            // The session is sound; only this request was refused.
            return TransportError(endpoint.alias, operation, .unreachable(message))
        case LIBSSH2_ERROR_TIMEOUT, LIBSSH2_ERROR_SOCKET_TIMEOUT:
            return abandon(operation, .connectionLost("timed out"))
        default:
            return abandon(operation, .connectionLost("\(message), libssh2 \(code)"))
        }
    }

    /// The library's last error code and its words.
    func lastError() -> (code: Int32, message: String) {
        var text: UnsafeMutablePointer<CChar>?
        var length: Int32 = 0
        let code = libssh2_session_last_error(session, &text, &length, 0)
        return (code, text.map { String(cString: $0) } ?? "no reason given")
    }
}
