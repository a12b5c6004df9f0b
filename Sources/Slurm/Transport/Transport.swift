/// The way to a machine that was chosen, and why.
public struct Transport: Sendable {
    /// The ways there are.
    public enum Kind: String, Sendable, CaseIterable {
        /// The fastest that works.
        case auto
        /// libssh2, in this process.
        case libssh2
        /// The user's own `ssh`.
        case openssh
        /// This machine itself.
        case local
    }

    /// Runs commands.
    public let runner: any CommandRunner
    /// The way chosen; never `auto`.
    public let kind: Kind
    /// Why, in words.
    public let reason: String

    /// Opens a way to a machine and logs in.
    ///
    /// `auto` takes libssh2; where its handshake, keys or options cannot work it takes the user's own `ssh` and says why.
    /// - Parameters:
    ///   - kind: the way wanted.
    ///   - host: an alias, `host` or `user@host`; nil when the commands are to run on this machine.
    ///   - configuration: the file to read instead of `~/.ssh/config`.
    /// - Returns: the way chosen, logged in, and why it was chosen.
    /// - Throws: `TransportError`; after both ways failed, the one of the user's own `ssh`, with libssh2's reason in front.
    public static func open(
        _ kind: Kind,
        host: String?,
        configuration: String? = nil
    ) async throws(TransportError) -> Transport {
        guard let host, kind != .local else {
            let reason = kind == .local ? "the profile says so" : "the profile names no host"
            return Transport(runner: LocalRunner(), kind: .local, reason: reason)
        }
        switch kind {
        case .openssh:
            return try await system(host, configuration, reason: "the profile says so")
        case .libssh2:
            let session = SSHSession(to: try endpoint(host, configuration))
            try await session.connect()
            return Transport(runner: session, kind: .libssh2, reason: "the profile says so")
        case .auto, .local:
            return try await best(host, configuration)
        }
    }

    private static func best(_ host: String, _ configuration: String?) async throws(TransportError) -> Transport {
        do throws(TransportError) {
            let endpoint = try endpoint(host, configuration)
            let beyond = ([endpoint] + endpoint.jumps).flatMap(\.beyondLibSSH2)
            guard beyond.isEmpty else {
                let words = "the SSH configuration uses \(beyond.joined(separator: ", "))"
                throw TransportError(host, .readConfiguration("~/.ssh/config"), .configuration(words))
            }
            let session = SSHSession(to: endpoint)
            try await session.connect()
            let version = LibSSH2.version ?? ""
            return Transport(runner: session, kind: .libssh2, reason: "libssh2 \(version) works and is the fastest")
        } catch {
            guard error.suggestsOpenSSH else { throw error }
            return try await system(host, configuration, reason: "libssh2 cannot be used: \(error.reasonToPassOver)")
        }
    }

    private static func system(
        _ host: String,
        _ configuration: String?,
        reason: String
    ) async throws(TransportError) -> Transport {
        let runner = OpenSSHRunner(host: host, configuration: configuration)
        do {
            try await runner.connect()
        } catch {
            guard reason.hasPrefix("libssh2") else { throw error }
            throw TransportError(host, error.operation, .program("\(reason). The system's own ssh fails too: \(error)"))
        }
        let shared = await runner.sharing == .own ? "; it shares your open connection" : ""
        return Transport(runner: runner, kind: .openssh, reason: reason + shared)
    }

    private static func endpoint(_ host: String, _ configuration: String?) throws(TransportError) -> SSHEndpoint {
        let surroundings = SSHEndpoint.Surroundings.current
        let settings = try SSHConfiguration.load(file: configuration, home: surroundings.home)
        return try SSHEndpoint(host, configuration: settings, surroundings: surroundings)
    }
}
