/// Decides who may read a lab through the dashboard's server.
///
/// A server on this machine can be reached by every web page that its user has open. So a request must name this server
/// as its host (a page of another site whose name was pointed at 127.0.0.1 does not), must not come from another
/// origin's page, and beyond this machine must carry the token.
package struct RequestCheck: Sendable {
    /// What a request says of itself.
    package struct Facts: Sendable {
        package var method = "GET"
        package var host: String?
        package var origin: String?
        /// `Sec-Fetch-Site`, `-Mode` and `-Dest`: the browser's word on who asks for what.
        package var site: String?
        package var mode: String?
        package var destination: String?
        package var cookies: String?
        /// `token` of the query.
        package var token: String?

        package init() {}
    }

    /// What to do with it.
    package enum Verdict: Hashable, Sendable {
        case allowed
        /// The address carried the token: keep it in a cookie, and ask again without it.
        case welcome
        case refused(status: WebResponse.Status, reason: String)
    }

    /// The hosts that this server goes by, with its port, in lower case.
    private let hosts: Set<String>
    /// What a reader from elsewhere must know; nil on this machine alone.
    private let token: String?

    package static let cookie = "pargo-lab-token"

    /// - Parameters:
    ///   - names: The names and addresses that the server is reached by.
    ///   - port: Its port.
    ///   - token: What a reader must know; nil for a server that only this machine reaches.
    package init(names: [String], port: UInt16, token: String?) {
        hosts = Set(names.map { "\($0.contains(":") ? "[\($0)]" : $0.lowercased()):\(port)" })
        self.token = token
    }

    package func verdict(_ facts: Facts) -> Verdict {
        guard facts.method == "GET" || facts.method == "HEAD" else {
            return .refused(status: .notAllowed, reason: "The dashboard can only be read.")
        }
        guard let host = facts.host?.lowercased(), hosts.contains(host) else {
            return .refused(
                status: .misdirected,
                reason: "This server does not go by that name. Open the address that it printed."
            )
        }
        if let origin = facts.origin?.lowercased(), origin != "http://\(host)" {
            return .refused(status: .forbidden, reason: "Another origin may not read this lab.")
        }
        let isOwn = facts.site == nil || facts.site == "same-origin" || facts.site == "none"
        let isVisit = facts.mode == "navigate" && facts.destination == "document"
        guard isOwn || isVisit else {
            return .refused(status: .forbidden, reason: "Another site's page may link here, and may load nothing.")
        }
        guard let token else { return .allowed }
        if let given = facts.token, Self.isSame(given, token) { return .welcome }
        if let kept = Self.value(of: Self.cookie, in: facts.cookies ?? ""), Self.isSame(kept, token) { return .allowed }
        return .refused(
            status: .unauthorized,
            reason: "Open the address with the token that the server printed when it started."
        )
    }

    /// In a time that does not tell how much of it was right.
    private static func isSame(_ one: String, _ other: String) -> Bool {
        let (a, b) = (Array(one.utf8), Array(other.utf8))
        guard a.count == b.count else { return false }
        return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func value(of name: String, in cookies: String) -> String? {
        cookies.split(separator: ";")
            .map { $0.drop { $0 == " " } }
            .first { $0.hasPrefix("\(name)=") }
            .map { String($0.dropFirst(name.count + 1)) }
    }
}
