import Foundation
import Glibc

/// One request and its answer over a plain socket.
///
/// chromedriver answers with `Content-Length:249`, without a space, which URLSession on Linux refuses to read.
struct HTTPExchange {
    let port: UInt16

    enum Failure: Error {
        case cannotConnect(errno: Int32)
        case noAnswer
    }

    /// The body of the answer to a request.
    func send(_ method: String, _ path: String, body: Data = Data()) throws -> Data {
        let socket = try connect()
        defer { close(socket) }
        let head =
            "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n"
            + "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n\r\n"
        try write(Data(head.utf8) + body, to: socket)
        return try readAnswer(from: socket)
    }

    /// Everything that comes back for a request as it stands, up to the end of the connection.
    func answer(to request: String) throws -> String {
        let answer = try answer(to: [request])
        guard !answer.isEmpty else { throw Failure.noAnswer }
        return answer
    }

    /// Everything that comes back for texts sent in a packet each, up to the end of the connection.
    func answer(to packets: [String]) throws -> String {
        let socket = try connect()
        defer { close(socket) }
        for packet in packets {
            try write(Data(packet.utf8), to: socket)
            // The next text travels by itself.
            if packets.count > 1 { usleep(20_000) }
        }
        var answer = Data()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            answer += buffer[0..<count]
        }
        return String(decoding: answer, as: UTF8.self)
    }

    private func connect() throws -> Int32 {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        // A browser that hangs must fail its test and not stop the suite.
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            let code = errno
            close(socket)
            throw Failure.cannotConnect(errno: code)
        }
        return socket
    }

    private func write(_ data: Data, to socket: Int32) throws {
        var rest = [UInt8](data)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure.noAnswer }
            rest = rest.dropFirst(count)
        }
    }

    private func readAnswer(from socket: Int32) throws -> Data {
        var answer = Data()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count >= 0 else { throw Failure.noAnswer }
            answer += buffer[0..<count]
            if let body = Self.body(of: answer, isWhole: count == 0) { return body }
            if count == 0 { throw Failure.noAnswer }
        }
    }

    /// The body, once all of it is here.
    private static func body(of answer: Data, isWhole: Bool) -> Data? {
        guard let end = answer.firstRange(of: Data("\r\n\r\n".utf8)) else { return nil }
        let body = answer[end.upperBound...]
        let head = String(decoding: answer[..<end.lowerBound], as: UTF8.self).lowercased()
        let length = head.split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
            .flatMap { Int($0.dropFirst("content-length:".count).trimmingCharacters(in: .whitespaces)) }
        guard let length else { return isWhole ? body : nil }
        return body.count >= length ? body : nil
    }
}
