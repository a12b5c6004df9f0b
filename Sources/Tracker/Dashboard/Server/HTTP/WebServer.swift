import FlyingSocks
import Foundation

/// A server of HTTP/1 for readers: it understands requests without a body, and nothing more.
///
/// FlyingFox, whose sockets it stands on, can do far more, and brings thirty shared libraries into every start of the program
/// for it: twice the time that a command takes until its first line.
package struct WebServer: Sendable {
    private let address: any SocketAddress
    private let patience: Duration
    private let respond: @Sendable (WebRequest) async -> WebResponse

    /// A server that does not listen yet.
    ///
    /// - Parameters:
    ///   - host: An IPv4 or IPv6 address.
    ///   - port: Where to listen; 0 for any free port.
    ///   - patience: How long a connection may take for the head of its next request.
    ///   - respond: Answers a request.
    /// - Throws: `SocketError` for what is no address.
    package init(
        host: String,
        port: UInt16,
        patience: Duration = .seconds(60),
        _ respond: @escaping @Sendable (WebRequest) async -> WebResponse
    ) throws {
        if host.contains(":") {
            address = try sockaddr_in6.inet6(ip6: host, port: port)
        } else {
            address = try sockaddr_in.inet(ip4: host, port: port)
        }
        self.patience = patience
        self.respond = respond
    }

    /// Serves until the task is cancelled; `ready` is called with the port once it listens.
    ///
    /// - Throws: `SocketError` when the address cannot be had.
    package func run(ready: @Sendable (UInt16) -> Void) async throws {
        let pool = SocketPool<ePoll>.ePoll()
        try await pool.prepare()
        let socket = try Self.listen(on: address)
        let listener = try AsyncSocket(socket: socket, pool: pool)
        defer { try? listener.close() }
        ready(try Self.port(of: socket))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await pool.run() }
            group.addTask { try await accept(from: listener) }
            try await group.next()
            group.cancelAll()
        }
    }

    private static func listen(on address: some SocketAddress) throws -> Socket {
        let socket = try Socket(domain: Int32(type(of: address).family), type: .stream)
        do {
            try socket.setValue(true, for: .localAddressReuse)
            try socket.bind(to: address)
            try socket.listen()
        } catch {
            try? socket.close()
            throw error
        }
        return socket
    }

    private static func port(of socket: Socket) throws -> UInt16 {
        switch try socket.sockname() {
        case .ip4(_, let port), .ip6(_, let port): port
        case .unix: 0
        }
    }

    private func accept(from listener: AsyncSocket) async throws {
        try await withThrowingDiscardingTaskGroup { connections in
            while true {
                do {
                    let socket = try await listener.accept()
                    connections.addTask { await serve(socket) }
                } catch SocketError.failed {
                    // One reader gave up before its turn, or there are as many as the system allows: the next may do better.
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
        }
    }

    /// Answers the requests of one connection, one after another, until it ends: by the reader, or by what makes no sense.
    private func serve(_ socket: AsyncSocket) async {
        defer { try? socket.close() }
        var heads = HeadReader(socket: socket, patience: patience)
        do {
            while let head = try await heads.next() {
                guard let request = WebRequest(head: head) else { throw HeadReader.Refusal.notHTTP }
                let answer = await respond(request)
                let isHead = request.method == "HEAD"
                try await socket.write(answer.bytes(headAlone: isHead, keepsAlive: request.keepsAlive))
                guard request.keepsAlive else { return }
            }
        } catch let refusal as HeadReader.Refusal {
            try? await socket.write(refusal.answer.bytes(headAlone: false, keepsAlive: false))
        } catch {
            // The reader went away: there is nobody to tell.
        }
    }
}
