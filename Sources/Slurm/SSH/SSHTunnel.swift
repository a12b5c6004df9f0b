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
        let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        guard socketpair(AF_UNIX, Int32(kind), 0, &pair) == 0 else {
            throw TransportError(endpoint.alias, .connect, .program("no socket: \(String(cString: strerror(errno)))"))
        }
        let outcome = Outcome()
        let (gate, far) = (jump, pair[1])
        DispatchQueue(label: "pargo-lab.tunnel")
            .async {
                defer { close(far) }
                do throws(TransportError) {
                    let connection = try SSHConnection.open(gate, until: deadline)
                    let channel = try connection.openTunnel(to: endpoint, deadline)
                    outcome.set(.success(()))
                    connection.carry(channel, far)
                } catch {
                    outcome.set(.failure(error))
                }
            }
        if let error = outcome.wait() {
            close(pair[0])
            throw error
        }
        return pair[0]
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
        var relay = Relay(channel: channel, far: far)
        while !isBroken {
            switch relay.step(self) {
            case .moved: continue
            case .ended: return
            case .idle(let events): rest(far, events)
            }
        }
    }

    private func rest(_ far: Int32, _ events: Int32) {
        let isSending = isHalfSent
        var entries = [
            pollfd(fd: socket, events: Int16(isSending ? POLLOUT : POLLIN), revents: 0),
            pollfd(fd: far, events: Int16(events), revents: 0),
        ]
        if poll(&entries, 2, 1000) == 0, !isSending { keepAlive() }
    }
}

/// The bytes on their way through a tunnel.
private struct Relay {
    enum Step {
        /// Something moved; more may.
        case moved
        /// One side is gone.
        case ended
        /// Nothing to do before the connection or, for these events, the local socket is ready.
        case idle(Int32)
    }

    let channel: OpaquePointer
    let far: Int32
    private var up: ArraySlice<UInt8> = []
    private var down: ArraySlice<UInt8> = []
    /// Whether it was reading that left half a packet on its way.
    private var isReading = false
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)

    init(channel: OpaquePointer, far: Int32) {
        self.channel = channel
        self.far = far
    }

    mutating func step(_ connection: SSHConnection) -> Step {
        let before = (up.count, down.count)
        if !isReading { guard sendUp() else { return .ended } }
        // Half a packet is on its way: the library wants exactly that call again before any other that sends, and reading
        // sends too, to tell the server how much more may come.
        if connection.isHalfSent, !isReading { return .idle(0) }
        guard sendDown() else { return .ended }
        isReading = connection.isHalfSent
        if before != (up.count, down.count) { return .moved }
        if isReading { return .idle(0) }
        return .idle((up.isEmpty ? POLLIN : 0) | (down.isEmpty ? 0 : POLLOUT))
    }

    /// From the local socket into the channel; false when either is gone.
    private mutating func sendUp() -> Bool {
        if up.isEmpty {
            let count = recv(far, &buffer, buffer.count, 0)
            if count == 0 || count < 0 && !Self.mayPass { return false }
            up = buffer[..<max(0, count)]
        }
        guard !up.isEmpty else { return true }
        let count = up.withUnsafeBytes { bytes in
            libssh2_channel_write_ex(channel, 0, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
        }
        up = up.dropFirst(max(0, count))
        return count >= 0 || count == Int(LIBSSH2_ERROR_EAGAIN)
    }

    /// From the channel into the local socket; false when either is gone.
    private mutating func sendDown() -> Bool {
        if down.isEmpty {
            let count = buffer.withUnsafeMutableBytes { space in
                libssh2_channel_read_ex(channel, 0, space.baseAddress?.assumingMemoryBound(to: CChar.self), space.count)
            }
            if count < 0, count != Int(LIBSSH2_ERROR_EAGAIN) { return false }
            if count <= 0 { return libssh2_channel_eof(channel) != 1 }
            down = buffer[..<count]
        }
        let count = down.withUnsafeBytes { send(far, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        if count < 0 { return Self.mayPass }
        down = down.dropFirst(count)
        return true
    }

    private static var mayPass: Bool { errno == EAGAIN || errno == EINTR }
}
