/// A host key that a machine showed, and where such keys are kept.
public struct HostKeySighting: Hashable, Sendable {
    /// The name under which `known_hosts` has it: `host`, or `[host]:port`.
    public let name: String
    /// The key's type, such as `ssh-ed25519`.
    public let type: String
    /// Its SHA-256 fingerprint, as `ssh-keygen -l` prints it.
    public let fingerprint: String
    /// The files that were read.
    public let files: [String]
    /// The command that asks the user and then remembers the key.
    public let command: String

    /// A key of a type and fingerprint under a name, the files that were read, and the command to type.
    public init(name: String, type: String, fingerprint: String, files: [String], command: String) {
        self.name = name
        self.type = type
        self.fingerprint = fingerprint
        self.files = files
        self.command = command
    }

    var unknownText: String {
        """
        its key is in none of \(files.joined(separator: ", ")). It shows \(type) \(fingerprint). Compare that with what the \
        cluster's documentation says, then log in once by hand to remember it: \(command)
        """
    }

    var revokedText: String {
        "it shows \(type) \(fingerprint), which \(files.joined(separator: ", ")) marks as revoked. Ask the cluster's staff"
    }
}

/// A host key that is not the one remembered.
public struct HostKeyChange: Hashable, Sendable, CustomStringConvertible {
    /// The key shown now.
    public let shown: HostKeySighting
    /// The fingerprints remembered, each with its type.
    public let known: [String]

    /// The key shown, and the fingerprints remembered.
    public init(shown: HostKeySighting, known: [String]) {
        self.shown = shown
        self.known = known
    }

    /// Both fingerprints and the line to type when the change is real.
    public var description: String {
        """
        its key has changed. Remembered: \(known.joined(separator: ", ")). Shown now: \(shown.type) \(shown.fingerprint). \
        Either the machine was installed anew, or somebody stands in between. Ask the cluster's staff for the new \
        fingerprint; if it is the one shown, forget the old key and log in once by hand: \
        ssh-keygen -R '\(shown.name)'\(file) && \(shown.command)
        """
    }

    /// `ssh-keygen -R` works on the user's own file unless told otherwise.
    private var file: String { shown.files.first.map { " -f \(ShellText.quote($0))" } ?? "" }
}

/// Two sides without a method of encryption in common.
public struct SharedMethods: Hashable, Sendable, CustomStringConvertible {
    /// How the server introduced itself, such as `SSH-2.0-OpenSSH_9.2p1`.
    public let banner: String
    /// The library's version.
    public let library: String
    /// What the library can do, a list a kind.
    public let offered: [String]
    /// The types of key that `known_hosts` has for the machine.
    public let knownTypes: [String]

    /// A server's banner, the library and its methods, and the types of host key that are remembered.
    public init(banner: String, library: String, offered: [String], knownTypes: [String]) {
        self.banner = banner
        self.library = library
        self.offered = offered
        self.knownTypes = knownTypes
    }

    /// The two sides, in a sentence.
    var summary: String {
        let old =
            knownTypes == ["ssh-rsa"]
            ? " Only an RSA key of the machine is known, which this libssh2 cannot check." : ""
        return "libssh2 \(library) and \(banner.isEmpty ? "the server" : banner) share no method.\(old)"
    }

    /// What the library offered and what to do.
    public var description: String {
        """
        \(summary) libssh2 offers \
        \(offered.joined(separator: "; ")). Use the system's own ssh: set `transport: openssh` in the cluster's profile
        """
    }
}

/// What became of each key that was tried.
public struct KeyReport: Hashable, Sendable {
    /// One key.
    public struct Attempt: Hashable, Sendable {
        /// What became of it.
        public enum Outcome: Hashable, Sendable {
            /// The server does not accept it.
            case refused
            /// An RSA key: libssh2 1.10 signs with SHA-1, which servers refuse since OpenSSH 8.8.
            case rsaUnusable
            /// It has a passphrase, and nothing is ever asked for.
            case locked
            /// There is no such file.
            case missing
            /// libssh2 cannot use it; why.
            case unusable(String)
        }

        /// The file's path, or the agent's comment.
        public let name: String
        /// What became of it.
        public let outcome: Outcome

        /// A key and what became of it.
        public init(name: String, outcome: Outcome) {
            self.name = name
            self.outcome = outcome
        }
    }

    /// The user who tried to log in.
    public let user: String
    /// The keys, in the order tried.
    public let attempts: [Attempt]
    /// What the server would take, such as `publickey,gssapi-with-mic`.
    public let methods: [String]

    /// A user, the keys tried, and what the server would take.
    public init(user: String, attempts: [Attempt], methods: [String]) {
        self.user = user
        self.attempts = attempts
        self.methods = methods
    }

    /// What became of the keys, in a sentence.
    var summary: String {
        let tried = attempts.map { "\($0.name) (\(words($0.outcome)))" }.joined(separator: ", ")
        return attempts.isEmpty ? "there is no key to try" : "no key was accepted for \(user): \(tried)"
    }

    func text(host: String) -> String {
        "\(summary). The server takes \(methods.isEmpty ? "nothing else" : methods.joined(separator: ", ")). \(advice(host))"
    }

    private func words(_ outcome: Attempt.Outcome) -> String {
        switch outcome {
        case .refused: "refused"
        case .rsaUnusable: "an RSA key, which this libssh2 cannot use with today's servers"
        case .locked: "has a passphrase"
        case .missing: "does not exist"
        case .unusable(let why): why
        }
    }

    private func advice(_ host: String) -> String {
        let locked = attempts.first { $0.outcome == .locked }
        if let locked { return "Unlock it once: ssh-add \(ShellText.quote(locked.name))" }
        if attempts.contains(where: { $0.outcome == .rsaUnusable }) {
            return """
                Use the system's own ssh (`transport: openssh`), or make a new key: ssh-keygen -t ed25519 && \
                ssh-copy-id \(host)
                """
        }
        return "Install a key there: ssh-keygen -t ed25519 && ssh-copy-id \(host)"
    }
}
