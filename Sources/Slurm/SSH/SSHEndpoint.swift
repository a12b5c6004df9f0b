/// Where and how to connect: an alias with all that the configuration says of it.
public struct SSHEndpoint: Hashable, Sendable {
    /// The name the user gave.
    public var alias: String
    /// The machine's name or address.
    public var hostName: String
    /// The port.
    public var port: Int
    /// The user to log in as.
    public var user: String
    /// Private keys named by the configuration.
    public var identityFiles: [String]
    /// Private keys tried when the configuration names none.
    public var defaultIdentityFiles: [String]
    /// Whether the agent's keys that the configuration does not name are left alone.
    public var identitiesOnly: Bool
    /// The agent's socket; nil for none.
    public var agentSocket: String?
    /// Files of known host keys, the user's own first.
    public var knownHostsFiles: [String]
    /// The name to look for in those files instead of the machine's.
    public var hostKeyAlias: String?
    /// Machines to go through, the nearest first.
    public var jumps: [SSHEndpoint]
    /// How long connecting and logging in may take together.
    public var connectTimeout: Duration
    /// Seconds between signs of life on an idle connection.
    public var keepalive: Int
    /// Settings that only the system's own ssh can follow, each with its place.
    public var beyondLibSSH2: [String]

    /// What the user's surroundings say.
    public struct Surroundings: Hashable, Sendable {
        /// The home folder.
        public var home: String
        /// The user's name on this machine.
        public var user: String
        /// The value of `SSH_AUTH_SOCK`.
        public var agentSocket: String?

        /// A home folder, a user's name and an agent's socket.
        public init(home: String, user: String, agentSocket: String?) {
            self.home = home
            self.user = user
            self.agentSocket = agentSocket
        }
    }

    /// Resolves `alias`, `user@host` or `user@host:port` by a configuration.
    ///
    /// - Throws: `TransportError` when a jump leads back to itself, or a port is no number.
    public init(
        _ name: String,
        configuration: SSHConfiguration,
        surroundings: Surroundings
    ) throws(TransportError) {
        try self.init(name, configuration, surroundings, visited: [])
    }

    private init(
        _ name: String,
        _ configuration: SSHConfiguration,
        _ surroundings: Surroundings,
        visited: [String]
    ) throws(TransportError) {
        let given = Self.parts(name)
        let alias = given.host
        let value: (String) -> String? = { configuration.first($0, for: alias)?.first }
        let number: (String) -> Int? = { value($0).flatMap { strictNumber($0) } }
        self.alias = alias
        user = given.user ?? value("user") ?? surroundings.user
        port = try Self.port(given.port ?? value("port") ?? "22", alias)
        hostName = (value("hostname") ?? alias).replacing("%h", with: alias)
        let expand = PathExpansion(surroundings, host: hostName, port: port, user: user)
        identityFiles = configuration.all("identityfile", for: alias).filter { $0.lowercased() != "none" }
            .map(expand.path)
        defaultIdentityFiles = ["id_ed25519", "id_ecdsa", "id_rsa"].map { "\(surroundings.home)/.ssh/\($0)" }
        identitiesOnly = value("identitiesonly")?.lowercased() == "yes"
        agentSocket = Self.agent(value("identityagent"), surroundings, expand)
        knownHostsFiles = Self.knownHosts(configuration, alias).map(expand.path)
        hostKeyAlias = value("hostkeyalias")
        connectTimeout = .seconds(number("connecttimeout") ?? 15)
        keepalive = number("serveraliveinterval").flatMap { $0 > 0 ? $0 : nil } ?? 30
        beyondLibSSH2 = configuration.beyondLibSSH2(for: alias)
        jumps = []
        guard !visited.contains(name), visited.count < 8 else {
            throw Self.mistake(name, "its ProxyJump leads back to itself")
        }
        for hop in (value("proxyjump") ?? "none").split(separator: ",") where hop.lowercased() != "none" {
            let endpoint = try SSHEndpoint(String(hop), configuration, surroundings, visited: visited + [name])
            // Only the nearest jump's own jumps count: the others are reached from it.
            jumps += (jumps.isEmpty ? endpoint.jumps : []) + [endpoint]
        }
    }

    private static func port(_ words: String, _ alias: String) throws(TransportError) -> Int {
        guard let port = strictNumber(words), (1...65_535).contains(port) else {
            throw mistake(alias, "`\(words)` is no port")
        }
        return port
    }

    private static func mistake(_ alias: String, _ words: String) -> TransportError {
        TransportError(alias, .readConfiguration("~/.ssh/config"), .configuration(words))
    }

    private static func knownHosts(_ configuration: SSHConfiguration, _ alias: String) -> [String] {
        let own =
            configuration.first("userknownhostsfile", for: alias) ?? ["~/.ssh/known_hosts", "~/.ssh/known_hosts2"]
        let all = configuration.first("globalknownhostsfile", for: alias) ?? ["/etc/ssh/ssh_known_hosts"]
        return (own + all).filter { $0.lowercased() != "none" }
    }

    /// The name under which `known_hosts` has the machine's key.
    public var knownName: String {
        let name = hostKeyAlias ?? hostName
        return port == 22 || hostKeyAlias != nil ? name : "[\(name)]:\(port)"
    }

    private static func parts(_ name: String) -> (user: String?, host: String, port: String?) {
        var rest = name[...]
        if rest.hasPrefix("ssh://") { rest = rest.dropFirst(6) }
        var user: String?
        if let at = rest.lastIndex(of: "@") {
            user = String(rest[..<at])
            rest = rest[rest.index(after: at)...]
        }
        // Two colons make an address of version 6, which has no port here.
        guard let colon = rest.firstIndex(of: ":"), rest.lastIndex(of: ":") == colon else {
            return (user, String(rest), nil)
        }
        return (user, String(rest[..<colon]), String(rest[rest.index(after: colon)...]))
    }

    private static func agent(_ word: String?, _ surroundings: Surroundings, _ expand: PathExpansion) -> String? {
        switch word {
        case nil, "SSH_AUTH_SOCK": surroundings.agentSocket
        case .some(let word) where word.lowercased() == "none": nil
        case .some(let path): expand.path(path)
        }
    }
}
