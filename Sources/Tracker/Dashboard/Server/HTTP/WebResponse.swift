import Foundation

/// What is answered: a status, headers, and bytes.
package struct WebResponse: Sendable {
    /// What the answer comes to.
    package enum Status: Int, Sendable {
        case ok = 200
        case seeOther = 303
        case notModified = 304
        case badRequest = 400
        case unauthorized = 401
        case forbidden = 403
        case notFound = 404
        case notAllowed = 405
        case requestTimeout = 408
        case misdirected = 421
        case headTooLarge = 431
        case internalError = 500
    }

    let status: Status
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    package init(_ status: Status, _ headers: [(name: String, value: String)], _ body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A sentence for a reader that made a mistake.
    init(_ status: Status, text: String) {
        self.init(status, [("Content-Type", "text/plain; charset=utf-8")], Array(text.utf8))
    }

    /// The answer as it is sent; the body is left out for who asked for the head alone.
    func bytes(headAlone: Bool, keepsAlive: Bool) -> Data {
        var head = "HTTP/1.1 \(status.rawValue) \(status)\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        if status != .notModified { head += "Content-Length: \(body.count)\r\n" }
        head += "Connection: \(keepsAlive ? "keep-alive" : "close")\r\n\r\n"
        var data = Data(head.utf8)
        if !headAlone { data.append(contentsOf: body) }
        return data
    }
}
