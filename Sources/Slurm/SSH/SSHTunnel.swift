import CSSH2
import Dispatch
import Glibc
import Synchronization

/// Carries the bytes of a connection through another machine (`ProxyJump`).
///
/// A thread of its own holds the connection to that machine and moves bytes between a channel of it and a pair of local
/// sockets. It ends when either side does.
enum SSHTunnel {
    /// A socket that leads to the endpoint through the last of its jumps.
    static func open(to endpoint: SSHEndpoint, until deadline: Deadline) throws(TransportError) -> Int32 {
        guard var jump = endpoint.jumps.last else {
            throw TransportError(endpoint.alias, .connect, .program("there is no machine to go through"))
        }
        jump.jumps = Array(endpoint.jumps.dropLast())
        var pair: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0 else {
            throw TransportError(endpoint.alias, .connect, .program("no socket: \(String(cString: strerror(errno)))"))
        }
        let (near, far) = (pair[0], pair[1])
        for socket in pair {
            _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
            _ = fcntl(socket, F_SETFL, O_NONBLOCK)
        }
        let outcome = Outcome()
        let (gate, target) = (jump, endpoint)
        DispatchQueue(label: "pargo-lab.tunnel").async {
            defer { close(far) }
            do throws(TransportError) {
                let connection = try SSHConnection.open(gate, until: deadline)
                let channel = try connection.openTunnel(to: target, deadline)
                outcome.set(.success(()))
                connection.carry(channel, far)
            } catch {
                outcome.set(.failure(error))
            }
        }
        if let error = outcome.wait() {
            close(near)
            throw error
        }
        return near
    }

    /// What the thread reports once.
    private final class Outcome: Sendable {
        private let result = Mutex<Result<Void, TransportError>?>(nil)
        private let done = DispatchSemaphore(value: 0)

        func set(_ value: Result<Void, TransportError>) {
            result.withLock { $0 = value }
            done.signal()
        }

        /// The error, once there is a result; opening has a deadline of its own, so this ends.
        func wait() -> TransportError? {
            done.wait()
            guard case .failure(let error) = result.withLock({ $0 }) else { return nil }
            return error
        }
    }
}

extension SSHConnection {
    fileprivate func openTunnel(to target: SSHEndpoint, _ deadline: Deadline) throws(TransportError) -> OpaquePointer {
        try obtain(.tunnel(to: "\(target.hostName):\(target.port)"), deadline) {
            libssh2_channel_direct_tcpip_ex(session, target.hostName, Int32(target.port), "127.0.0.1", 22)
        }
    }

    /// Moves bytes both ways until one side ends.
    fileprivate func carry(_ channel: OpaquePointer, _ far: Int32) {
        var up: ArraySlice<UInt8> = []
        var down: ArraySlice<UInt8> = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while !isBroken {
            var moved = false
            if up.isEmpty {
                let count = recv(far, &buffer, buffer.count, 0)
                if count == 0 || count < 0 && errno != EAGAIN && errno != EINTR { return }
                if count > 0 { up = buffer[..<count] }
            }
            if !up.isEmpty {
                let count = up.withUnsafeBytes { libssh2_channel_write_ex(channel, 0, $0.bytes, $0.count) }
                if count < 0, count != Int(LIBSSH2_ERROR_EAGAIN) { return }
                if count > 0 {
                    up = up.dropFirst(count)
                    moved = true
                } else if libssh2_session_block_directions(session) & LIBSSH2_SESSION_BLOCK_OUTBOUND != 0 {
                    rest(far, wantsUp: false, wantsDown: false)
                    continue
                }
            }
            if down.isEmpty {
                let count = buffer.withUnsafeMutableBytes { libssh2_channel_read_ex(channel, 0, $0.characters, $0.count) }
                if count < 0, count != Int(LIBSSH2_ERROR_EAGAIN) { return }
                if count > 0 { down = buffer[..<count] }
                if count <= 0, libssh2_channel_eof(channel) == 1 { return }
            }
            if !down.isEmpty {
                let count = down.withUnsafeBytes { send(far, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                if count < 0, errno != EAGAIN, errno != EINTR { return }
                if count > 0 {
                    down = down.dropFirst(count)
                    moved = true
                }
            }
            if !moved { rest(far, wantsUp: up.isEmpty, wantsDown: !down.isEmpty) }
        }
    }

    private func rest(_ far: Int32, wantsUp: Bool, wantsDown: Bool) {
        let directions = libssh2_session_block_directions(session)
        let isSending = directions & LIBSSH2_SESSION_BLOCK_OUTBOUND != 0
        var entries = [
            pollfd(fd: socket, events: Int16(isSending ? POLLIN | POLLOUT : POLLIN), revents: 0),
            pollfd(fd: far, events: Int16((wantsUp ? POLLIN : 0) | (wantsDown ? POLLOUT : 0)), revents: 0),
        ]
        if poll(&entries, 2, 1000) == 0, !isSending { keepAlive() }
    }
}

extension UnsafeRawBufferPointer {
    fileprivate var bytes: UnsafePointer<CChar>? { baseAddress?.assumingMemoryBound(to: CChar.self) }
}

extension UnsafeMutableRawBufferPointer {
    fileprivate var characters: UnsafeMutablePointer<CChar>? { baseAddress?.assumingMemoryBound(to: CChar.self) }
}
