import Dispatch
import Foundation
import Glibc
import TestSupport
import Testing
import Tracker

/// The server of pages: what it takes for a request, and what it answers on a connection.
@Suite struct WebServerTests {
    @Test func aHeadIsReadAsItWasSent() throws {
        let text = "GET /runs/1.html?v=a%20b&token=x HTTP/1.1\r\nHost: localhost:80\r\nIf-None-Match:  \"t\" \r\nEmpty:"
        let request = try #require(WebRequest(head: text.utf8))
        #expect(request.method == "GET" && request.path == "/runs/1.html" && request.query == "v=a%20b&token=x")
        #expect(request["host"] == "localhost:80" && request["if-none-match"] == "\"t\"" && request["empty"] == "")
        #expect(request["origin"] == nil && request.value(of: "token") == "x" && request.value(of: "toke") == nil)
        #expect(request.keepsAlive)
    }

    @Test(arguments: [
        "", "GET", "GET /", "GET / HTTP/2", "GET  / HTTP/1.1", "GET http://x/ HTTP/1.1", "GET / HTTP/1.1 x",
        "GET / HTTP/1.1\r\nno colon", "GET / HTTP/1.1\r\n: x", "GET / HTTP/1.1\r\nHost : x",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b", "GET / HTTP/1.1\r\nOrigin: a\r\norigin: b",
        "GET / HTTP/1.1\r\nA: b\r\n folded: c", "GET / HTTP/1.1\r\nA: b\nHost: x", "GET / HTTP/1.1\r\nA: b\rHost: x",
        "GET /\0 HTTP/1.1", "GET / HTTP/1.1\r\nA: \u{7F}", "GET / HTTP/1.1\r", "GET / HTTP/1.1\r\n",
    ])
    func whatCanBeReadInTwoWaysIsRefused(head: String) {
        #expect(WebRequest(head: head.utf8) == nil)
    }

    @Test(arguments: [
        "GET / HTTP/1.0", "GET / HTTP/1.1\r\nConnection: Close", "POST / HTTP/1.1\r\nContent-Length: 3",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked",
    ])
    func nothingIsReadAfterARequestThatMayHaveABody(head: String) {
        #expect(WebRequest(head: head.utf8)?.keepsAlive == false)
    }

    /// A good head with bytes replaced, doubled and taken out: it is refused, or read as one line of one request.
    @Test func aMangledHeadHoldsNothingThatWasNotSent() {
        var random = SeededGenerator(seed: 11)
        let good = Array(
            "GET /sweep/a.html?v=1 HTTP/1.1\r\nHost: 127.0.0.1:80\r\nOrigin: null\r\nCookie: a=b; c=d".utf8
        )
        let spice: [UInt8] = Array("\r\n\0 \t:?/%&=;GH1.".utf8) + [0x7F, 0x80, 0xC3, 0xFF]
        var read = 0
        for _ in 0..<20_000 {
            var head = good
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let at = Int.random(in: 0..<head.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: head[at] = spice.randomElement(using: &random) ?? 0
                case 1: head.insert(spice.randomElement(using: &random) ?? 0, at: at)
                default: head.remove(at: at)
                }
            }
            guard let request = WebRequest(head: head) else { continue }
            read += 1
            #expect(request.path.hasPrefix("/") && !request.method.isEmpty)
            for text in [request.method, request.path, request.query, request["host"] ?? "", request["origin"] ?? ""] {
                #expect(!text.utf8.contains { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F })
            }
        }
        #expect(read > 1000)
    }

    private static func withServer(
        patience: Duration = .seconds(60),
        _ body: @escaping @Sendable (UInt16) throws -> Void
    ) async throws {
        let server = try WebServer(host: "127.0.0.1", port: 0, patience: patience) { request in
            WebResponse(.ok, [("X-Path", request.path)], Array("<\(request.path)>".utf8))
        }
        let (ports, port) = AsyncStream.makeStream(of: UInt16.self)
        let threads = Threads()
        let serving = Task(executorPreference: threads) { try await server.run { port.yield($0) } }
        defer { serving.cancel() }
        let listening = try #require(await ports.first { _ in true })
        try await Task(executorPreference: threads) { try body(listening) }.value
    }

    /// Several requests in one packet, one in two packets, a head alone, a broken one: each gets its answer, in order.
    @Test func aConnectionGetsItsAnswersInOrder() async throws {
        try await Self.withServer { (port) throws in
            let answer = try HTTPExchange(port: port)
                .answer(to: [
                    "GET /a HTTP/1.1\r\nHost: x\r\n\r\nHEAD /b HTTP/1.1\r\n\r\nGET /c HT",
                    "TP/1.1\r\n\r\nnonsense\r\n\r\nGET /never HTTP/1.1\r\n\r\n",
                ])
            let paths = answer.split(separator: "\r\n").filter { $0.hasPrefix("X-Path: ") }.map { $0.dropFirst(8) }
            #expect(paths == ["/a", "/b", "/c"])
            #expect(answer.contains("</a>") && !answer.contains("</b>") && answer.contains("</c>"))
            #expect(answer.contains("HTTP/1.1 400 ") && answer.hasSuffix("Not a request of HTTP/1.\n"))
        }
    }

    /// Too long, too slow, or nothing at all: the connection ends, and the next reader is served.
    @Test func aConnectionThatSendsNoRequestIsEnded() async throws {
        try await Self.withServer(patience: .milliseconds(200)) { (port) throws in
            let web = HTTPExchange(port: port)
            let long = try web.answer(to: ["GET /" + String(repeating: "x", count: WebRequest.headLimit)])
            #expect(long.hasPrefix("HTTP/1.1 431 "))
            #expect(try web.answer(to: ["GET / HT"]).hasPrefix("HTTP/1.1 408 "))
            #expect(try web.answer(to: [String]()) == "")
            #expect(try web.answer(to: ["GET / HTTP/1.0\r\n\r\n"]).hasPrefix("HTTP/1.1 200 "))
        }
    }
}

/// Threads of its own: other tests may hold the shared ones for seconds, waiting for a program.
private final class Threads: TaskExecutor {
    private let queue = DispatchQueue(label: "threads", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
