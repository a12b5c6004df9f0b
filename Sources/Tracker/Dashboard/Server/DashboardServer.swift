import FlyingFox
import FlyingSocks
import Foundation
import RunLog

/// Serves a lab's dashboard over HTTP, kept up with the lab.
///
/// FlyingFox' own handler of folders is not used: it follows `%2e%2e` out of its root.
public struct DashboardServer: Sendable {
    private let site: ServedSite
    private let check: RequestCheck
    private let server: HTTPServer
    private let token: String?
    private let host: String
    private let port: UInt16

    /// How often the lab is looked at; longer where looking takes long.
    private static let pause = Duration.seconds(2)

    /// A server that does not listen yet.
    ///
    /// - Parameters:
    ///   - lab: The lab to show.
    ///   - host: The address to listen on: this machine alone unless told otherwise.
    ///   - names: Further names that readers may reach it by.
    ///   - port: Where to listen.
    ///   - token: What readers from other machines must know; needed for any address but this machine's own.
    /// - Throws: ``StoreError``, ``ServerError``.
    public init(_ lab: Lab, host: String, names: [String] = [], port: UInt16, token: String?) throws {
        let isLocal = host == "127.0.0.1" || host == "::1"
        guard isLocal || token != nil else { throw ServerError.needsToken(host: host) }
        site = try ServedSite(lab, machine: .current())
        check = RequestCheck(names: ["127.0.0.1", "localhost", "::1", host] + names, port: port, token: token)
        self.token = token
        self.host = host
        self.port = port
        let logger = DisabledLogger()
        if host.contains(":") {
            server = HTTPServer(address: try .inet6(ip6: host, port: port), logger: logger)
        } else {
            server = HTTPServer(address: try .inet(ip4: host, port: port), logger: logger)
        }
    }

    /// What to open; with the token where one is needed.
    public var address: String {
        "http://\(host.contains(":") ? "[\(host)]" : host):\(port)/\(token.map { "?token=\($0)" } ?? "")"
    }

    /// Serves until the task is cancelled.
    ///
    /// - Parameters:
    ///   - ready: Called once it listens.
    ///   - failed: Called with what went wrong at a look at the lab; the next may go better.
    /// - Throws: ``StoreError`` from the first look, ``ServerError`` when the address cannot be had.
    public func run(ready: @Sendable () -> Void, failed: @escaping @Sendable (any Error) -> Void) async throws {
        try await site.refresh()
        await server.appendRoute("*") { request in await respond(to: request) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do { try await server.run() } catch let error as SocketError {
                    throw ServerError.cannotListen(host: host, port: port, reason: "\(error)")
                }
            }
            group.addTask { try await keepUp(failed) }
            try await server.waitUntilListening()
            ready()
            try await group.next()
            group.cancelAll()
        }
    }

    private func keepUp(_ failed: @Sendable (any Error) -> Void) async throws {
        let clock = ContinuousClock()
        while true {
            var took = Duration.zero
            do { took = try await clock.measure { try await site.refresh() } } catch { failed(error) }
            try await clock.sleep(for: max(Self.pause, took * 4))
        }
    }

    private func respond(to request: HTTPRequest) async -> HTTPResponse {
        var facts = RequestCheck.Facts()
        facts.method = request.method.rawValue
        facts.host = request.headers[.host]
        facts.origin = request.headers[HTTPHeader("Origin")]
        facts.site = request.headers[HTTPHeader("Sec-Fetch-Site")]
        facts.mode = request.headers[HTTPHeader("Sec-Fetch-Mode")]
        facts.destination = request.headers[HTTPHeader("Sec-Fetch-Dest")]
        facts.cookies = request.headers[.cookie]
        facts.token = request.query.first { $0.name == "token" }?.value
        switch check.verdict(facts) {
        case .refused(let status, let reason):
            return Self.plain(HTTPStatusCode(status, phrase: "Refused"), "\(reason)\n")
        case .welcome:
            return HTTPResponse(
                statusCode: .seeOther,
                headers: HTTPHeaders([
                    .location: "/", .cacheControl: "no-store",
                    .setCookie: "\(RequestCheck.cookie)=\(token ?? ""); HttpOnly; SameSite=Strict; Path=/",
                ])
            )
        case .allowed: return await found(request)
        }
    }

    private func found(_ request: HTTPRequest) async -> HTTPResponse {
        let path = request.target.path(percentEncoded: true)
        if path == "/api/range.js" {
            guard let query = RangeQuery(request.target.query(percentEncoded: true)) else {
                return Self.plain(.badRequest, "Not a range of points.\n")
            }
            do {
                return Self.response(try await site.range(query), to: request)
            } catch {
                return Self.plain(.internalServerError, "The store could not be read: \(error)\n")
            }
        }
        guard let file = await site.file(at: path) else { return Self.plain(.notFound, "There is no such page.\n") }
        return Self.response(file, to: request)
    }

    private static func response(_ answer: ServedSite.Answer, to request: HTTPRequest) -> HTTPResponse {
        let tag = "\"\(answer.tag)\""
        // What is asked for by its content will never be anything else.
        let isFixed = request.target.query(percentEncoded: true) == "v=\(answer.tag)"
        let headers = common.merging(
            [
                .contentType: answer.type, .eTag: tag,
                .cacheControl: isFixed ? "private, max-age=31536000, immutable" : "no-cache",
            ]
        ) { $1 }
        if request.headers[.ifNoneMatch] == tag {
            return HTTPResponse(statusCode: .notModified, headers: HTTPHeaders(headers))
        }
        return HTTPResponse(statusCode: .ok, headers: HTTPHeaders(headers), body: Data(answer.bytes))
    }

    private static func plain(_ status: HTTPStatusCode, _ text: String) -> HTTPResponse {
        let headers = common.merging([.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"]) { $1 }
        return HTTPResponse(statusCode: status, headers: HTTPHeaders(headers), body: Data(text.utf8))
    }

    /// Nobody else's page may embed, frame or guess at what is served.
    private static let common: [HTTPHeader: String] = [
        HTTPHeader("X-Content-Type-Options"): "nosniff",
        HTTPHeader("Cross-Origin-Resource-Policy"): "same-origin",
        HTTPHeader("Cross-Origin-Opener-Policy"): "same-origin",
        HTTPHeader("Content-Security-Policy"): "frame-ancestors 'none'",
        HTTPHeader("Referrer-Policy"): "no-referrer",
    ]
}

/// Why the dashboard cannot be served.
public enum ServerError: Error, Equatable, CustomStringConvertible {
    /// An address beyond this machine, and no token.
    case needsToken(host: String)
    /// The address cannot be listened on.
    case cannotListen(host: String, port: UInt16, reason: String)

    /// What happened and what to do.
    public var description: String {
        switch self {
        case .needsToken(let host):
            "\(host) can be reached from other machines, so readers need a token, and none was given."
        case .cannotListen(let host, let port, let reason):
            "Cannot listen on \(host):\(port): \(reason). Another program may have the port: choose one with --port."
        }
    }
}

/// The server says nothing of its own: what matters is thrown or answered.
private struct DisabledLogger: Logging {
    func logDebug(_ debug: @autoclosure () -> String) {}
    func logInfo(_ info: @autoclosure () -> String) {}
    func logWarning(_ warning: @autoclosure () -> String) {}
    func logError(_ error: @autoclosure () -> String) {}
    func logCritical(_ critical: @autoclosure () -> String) {}
}
