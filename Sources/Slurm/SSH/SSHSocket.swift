import Glibc

/// A TCP connection.
enum SSHSocket {
    /// Connects to the first address of the host that answers; the socket does not block.
    static func connect(to endpoint: SSHEndpoint, until deadline: Deadline) throws(TransportError) -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(endpoint.hostName, "\(endpoint.port)", &hints, &found)
        guard code == 0 else {
            throw TransportError(
                endpoint.alias,
                .connect,
                .unknownHost("\(endpoint.hostName): \(String(cString: gai_strerror(code)))")
            )
        }
        defer { freeaddrinfo(found) }
        var failure = TransportError(endpoint.alias, .connect, .unreachable("\(endpoint.hostName) has no address"))
        var next = found
        while let address = next {
            next = address.pointee.ai_next
            do {
                return try connect(address.pointee, endpoint, deadline)
            } catch {
                failure = error
            }
        }
        throw failure
    }

    private static func connect(
        _ address: addrinfo,
        _ endpoint: SSHEndpoint,
        _ deadline: Deadline
    ) throws(TransportError) -> Int32 {
        let socket = Glibc.socket(address.ai_family, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else {
            throw TransportError(endpoint.alias, .connect, .unreachable(String(cString: strerror(errno))))
        }
        _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
        _ = fcntl(socket, F_SETFL, O_NONBLOCK)
        var code = Glibc.connect(socket, address.ai_addr, address.ai_addrlen) == 0 ? 0 : errno
        if code == EINPROGRESS {
            code = waitForConnection(socket, deadline)
        }
        guard code == 0 else {
            close(socket)
            if code == EAGAIN { throw TransportError(endpoint.alias, .connect, .timedOut(deadline.allowance)) }
            if code == ECANCELED { throw TransportError(endpoint.alias, .connect, .cancelled) }
            let words = "\(endpoint.hostName) port \(endpoint.port): \(String(cString: strerror(code)))"
            throw TransportError(endpoint.alias, .connect, .unreachable(words))
        }
        tune(socket)
        return socket
    }

    /// 0 once connected, else the reason; `EAGAIN` when time is up.
    private static func waitForConnection(_ socket: Int32, _ deadline: Deadline) -> Int32 {
        while true {
            var entry = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
            if poll(&entry, 1, deadline.milliseconds(atMost: 100)) > 0 {
                var code: Int32 = 0
                var size = socklen_t(MemoryLayout<Int32>.size)
                getsockopt(socket, SOL_SOCKET, SO_ERROR, &code, &size)
                return code
            }
            if deadline.hasPassed { return EAGAIN }
            if Task.isCancelled { return ECANCELED }
        }
    }

    /// Small packets go at once; a peer that acknowledges nothing for 20 s is taken for gone.
    private static func tune(_ socket: Int32) {
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        var patience: Int32 = 20_000
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, &patience, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Whether the other side has closed the connection.
    static func isClosed(_ socket: Int32) -> Bool {
        let hungUp = Int16(POLLHUP | POLLERR | 0x2000)  // 0x2000 is POLLRDHUP, which glibc hides behind _GNU_SOURCE.
        var entry = pollfd(fd: socket, events: hungUp, revents: 0)
        return poll(&entry, 1, 0) > 0 && entry.revents & hungUp != 0
    }
}
