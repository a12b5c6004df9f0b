import FlyingSocks

/// Takes the heads of requests off a connection, one after another.
struct HeadReader {
    let socket: AsyncSocket
    let patience: Duration
    private var pending: [UInt8] = []

    /// Why no further request is taken from a connection.
    enum Refusal: Error {
        case notHTTP
        case tooLong
        case tooSlow

        var answer: WebResponse {
            switch self {
            case .notHTTP: WebResponse(.badRequest, text: "Not a request of HTTP/1.\n")
            case .tooLong: WebResponse(.headTooLarge, text: "The request's head is too long.\n")
            case .tooSlow: WebResponse(.requestTimeout, text: "The request took too long to arrive.\n")
            }
        }
    }

    init(socket: AsyncSocket, patience: Duration) {
        self.socket = socket
        self.patience = patience
    }

    /// The next request's head, without the empty line after it; nil once the reader has no more.
    ///
    /// - Throws: ``Refusal``, `SocketError`.
    mutating func next() async throws -> [UInt8]? {
        let end = Array("\r\n\r\n".utf8)
        let deadline = ContinuousClock.now + patience
        while true {
            if let range = pending.firstRange(of: end) {
                let head = Array(pending[..<range.lowerBound])
                pending.removeSubrange(..<range.upperBound)
                return head
            }
            if pending.count > WebRequest.headLimit { throw Refusal.tooLong }
            do {
                pending += try await bytes(before: deadline)
            } catch SocketError.disconnected {
                return nil
            }
        }
    }

    /// What arrives next.
    private func bytes(before deadline: ContinuousClock.Instant) async throws -> [UInt8] {
        let isFirst = pending.isEmpty
        return try await withThrowingTaskGroup(of: [UInt8].self) { [socket] group in
            group.addTask { try await socket.read(atMost: 4096) }
            group.addTask {
                try await Task.sleep(until: deadline, clock: .continuous)
                // A connection that was merely kept open is closed without a word.
                throw isFirst ? SocketError.disconnected : Refusal.tooSlow
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
    }
}
