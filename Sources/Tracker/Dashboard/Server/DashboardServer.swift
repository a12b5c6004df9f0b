import FlyingSocks
import Foundation
import RunLog

/// Serves a lab's dashboard over HTTP, kept up with the lab.
public struct DashboardServer: Sendable {
    private let site: ServedSite
    private let check: RequestCheck
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
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await keepUp(failed) }
            do {
                let server = try WebServer(host: host, port: port) { request in await respond(to: request) }
                try await server.run { _ in ready() }
            } catch let error as SocketError {
                throw ServerError.cannotListen(host: host, port: port, reason: "\(error)")
            }
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

    private func respond(to request: WebRequest) async -> WebResponse {
        var facts = RequestCheck.Facts()
        facts.method = request.method
        facts.host = request["host"]
        facts.origin = request["origin"]
        facts.site = request["sec-fetch-site"]
        facts.mode = request["sec-fetch-mode"]
        facts.destination = request["sec-fetch-dest"]
        facts.cookies = request["cookie"]
        facts.token = request.value(of: "token")
        switch check.verdict(facts) {
        case .refused(let status, let reason):
            return Self.plain(status, "\(reason)\n")
        case .welcome:
            let cookie = "\(RequestCheck.cookie)=\(token ?? ""); HttpOnly; SameSite=Strict; Path=/"
            return WebResponse(
                .seeOther,
                [("Location", "/"), ("Cache-Control", "no-store"), ("Set-Cookie", cookie)]
            )
        case .allowed: return await found(request)
        }
    }

    private func found(_ request: WebRequest) async -> WebResponse {
        if request.path == "/api/range.js" {
            guard let query = RangeQuery(request.query) else {
                return Self.plain(.badRequest, "Not a range of points.\n")
            }
            do {
                return Self.response(try await site.range(query), to: request)
            } catch {
                return Self.plain(.internalError, "The store could not be read: \(error)\n")
            }
        }
        guard let file = await site.file(at: request.path) else {
            return Self.plain(.notFound, "There is no such page.\n")
        }
        return Self.response(file, to: request)
    }

    private static func response(_ answer: ServedSite.Answer, to request: WebRequest) -> WebResponse {
        let tag = "\"\(answer.tag)\""
        // What is asked for by its content will never be anything else.
        let isFixed = request.query == "v=\(answer.tag)"
        let caching = isFixed ? "private, max-age=31536000, immutable" : "no-cache"
        let headers = common + [("Content-Type", answer.type), ("ETag", tag), ("Cache-Control", caching)]
        if request["if-none-match"] == tag { return WebResponse(.notModified, headers) }
        return WebResponse(.ok, headers, answer.bytes)
    }

    private static func plain(_ status: WebResponse.Status, _ text: String) -> WebResponse {
        let headers = common + [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]
        return WebResponse(status, headers, Array(text.utf8))
    }

    /// Nobody else's page may embed, frame or guess at what is served.
    private static let common: [(name: String, value: String)] = [
        ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Content-Security-Policy", "frame-ancestors 'none'"),
        ("Referrer-Policy", "no-referrer"),
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
