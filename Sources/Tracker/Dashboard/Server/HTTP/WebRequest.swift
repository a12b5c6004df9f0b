/// What a reader asks for: the head of an HTTP/1 request.
package struct WebRequest: Hashable, Sendable {
    /// Bytes that a head may have: browsers stay far below.
    package static let headLimit = 32 << 10

    /// Such as `GET`.
    package let method: String
    /// The path as it was sent, percent-encoded.
    package let path: String
    /// What follows the question mark, percent-encoded.
    package let query: String
    /// Whether the connection stays open for another request.
    package let keepsAlive: Bool
    private let headers: [String: String]

    /// Headers that decide who may read and where a request ends: sent twice, they could be understood in two ways.
    private static let sentOnce: Set = ["host", "origin", "content-length", "transfer-encoding"]

    /// Reads a head, without the empty line that ends it; nil for one that is not HTTP/1 or leaves two readings open.
    package init?(head: some Sequence<UInt8>) {
        guard let lines = Self.lines(of: head), let first = lines.first else { return nil }
        let words = first.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, !words[0].isEmpty, words[1].utf8.first == UInt8(ascii: "/"),
            words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0", let headers = Self.headers(lines.dropFirst())
        else { return nil }
        let target = words[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        method = String(words[0])
        path = String(target[0])
        query = target.count > 1 ? String(target[1]) : ""
        // A reader has nothing to send beyond a head: a body is not read, so no request may follow it.
        let hasBody = headers["transfer-encoding"] != nil || (headers["content-length"] ?? "0") != "0"
        keepsAlive = words[2] == "HTTP/1.1" && headers["connection"]?.lowercased() != "close" && !hasBody
        self.headers = headers
    }

    /// What was sent under a header's name, in lower case; nil for nothing.
    package subscript(header: String) -> String? { headers[header] }

    /// A value of the query, as it was sent.
    package func value(of name: String) -> String? {
        query.split(separator: "&").first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) }
    }

    /// Nil where a line holds a control character, a lone carriage return or a lone line feed among them.
    private static func lines(of head: some Sequence<UInt8>) -> [String]? {
        var lines: [[UInt8]] = [[]]
        var isAfterReturn = false
        for byte in head {
            guard isAfterReturn == (byte == UInt8(ascii: "\n")) else { return nil }
            isAfterReturn = byte == UInt8(ascii: "\r")
            if byte == UInt8(ascii: "\n") {
                lines.append([])
            } else if !isAfterReturn {
                guard byte >= 0x20 || byte == UInt8(ascii: "\t"), byte != 0x7F else { return nil }
                lines[lines.count - 1].append(byte)
            }
        }
        return isAfterReturn ? nil : lines.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func headers(_ lines: some Sequence<String>) -> [String: String]? {
        var headers: [String: String] = [:]
        for line in lines {
            guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else { return nil }
            let name = line[..<colon].lowercased()
            guard !name.contains(where: \.isWhitespace), headers[name] == nil || !sentOnce.contains(name) else {
                return nil
            }
            headers[name] = trimmed(line[line.utf8.index(after: colon)...])
        }
        return headers
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text.drop { $0 == " " || $0 == "\t" })
    }
}
