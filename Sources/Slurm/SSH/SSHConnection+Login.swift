import CSSH2

extension SSHConnection {
    /// Logs in with the first key that the server accepts: named keys first, out of the agent where it has them.
    ///
    /// - Throws: `TransportError` that lists every key tried and what became of it.
    func authenticate(_ deadline: Deadline) throws(TransportError) {
        let methods = try offeredMethods(deadline)
        if libssh2_userauth_authenticated(session) == 1 { return }
        var attempts: [KeyReport.Attempt] = []
        let files = endpoint.identityFiles.map(KeyCandidate.init)
        let defaults = endpoint.identityFiles.isEmpty ? endpoint.defaultIdentityFiles.map(KeyCandidate.init) : []
        let agent = SSHAgent(connection: self)
        let wanted = Set((files + defaults).compactMap(\.publicKey))
        do {
            if try agent.logIn(deadline, &attempts, only: { wanted.contains($0) }) { return }
            for file in files where try logIn(file, deadline, &attempts) { return }
            if !endpoint.identitiesOnly, try agent.logIn(deadline, &attempts, only: { !wanted.contains($0) }) { return }
            for file in defaults where file.exists {
                if try logIn(file, deadline, &attempts) { return }
            }
        } catch {
            // A server ends the connection after some six keys that it does not like.
            guard case .connectionLost = error.reason, !attempts.isEmpty else { throw error }
        }
        let report = KeyReport(user: endpoint.user, attempts: attempts, methods: methods)
        throw TransportError(endpoint.alias, .authenticate, .noKeyAccepted(report))
    }

    private func offeredMethods(_ deadline: Deadline) throws(TransportError) -> [String] {
        while true {
            if let list = libssh2_userauth_list(session, endpoint.user, UInt32(endpoint.user.utf8.count)) {
                return String(cString: list).split(separator: ",").map(String.init)
            }
            if libssh2_userauth_authenticated(session) == 1 { return [] }
            guard libssh2_session_last_errno(session) == LIBSSH2_ERROR_EAGAIN else { throw failure(.authenticate) }
            try wait(.authenticate, deadline)
        }
    }

    private func logIn(
        _ key: KeyCandidate,
        _ deadline: Deadline,
        _ attempts: inout [KeyReport.Attempt]
    ) throws(TransportError) -> Bool {
        if let problem = key.problem {
            attempts.append(KeyReport.Attempt(name: key.path, outcome: problem))
            return false
        }
        let user = endpoint.user
        let accepted = try logIn(deadline) {
            libssh2_userauth_publickey_fromfile_ex(session, user, UInt32(user.utf8.count), nil, key.path, nil)
        }
        if !accepted {
            attempts.append(KeyReport.Attempt(name: key.path, outcome: outcomeOfRefusal()))
        }
        return accepted
    }

    /// Repeats a log-in call until it is decided; false when the server or the library turned the key down.
    func logIn(_ deadline: Deadline, _ call: () -> Int32) throws(TransportError) -> Bool {
        while true {
            switch call() {
            case 0: return true
            case LIBSSH2_ERROR_EAGAIN: try wait(.authenticate, deadline)
            case LIBSSH2_ERROR_AUTHENTICATION_FAILED, LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED, LIBSSH2_ERROR_FILE,
                LIBSSH2_ERROR_METHOD_NONE, LIBSSH2_ERROR_AGENT_PROTOCOL, LIBSSH2_ERROR_METHOD_NOT_SUPPORTED:
                return false
            default: throw failure(.authenticate)
            }
        }
    }

    private func outcomeOfRefusal() -> KeyReport.Attempt.Outcome {
        let (code, message) = lastError()
        return code == LIBSSH2_ERROR_FILE ? .unusable("libssh2 cannot read it: \(message)") : .refused
    }
}

/// A private key file that may be tried.
struct KeyCandidate {
    let path: String
    /// Why it is not worth trying; nil when it is.
    let problem: KeyReport.Attempt.Outcome?
    let publicKey: PublicKey?

    var exists: Bool { problem != .missing }

    init(path: String) {
        self.path = path
        // The public half beside the key is a convenience; the key itself usually has it too.
        let beside = (try? SmallText.read(path + ".pub")).flatMap { PublicKey(line: $0) }
        do {
            let text = try SmallText.read(path)
            let file = PrivateKeyFile(text)
            publicKey = file?.publicKey ?? beside
            problem = Self.problem(of: file, type: publicKey?.type)
        } catch {
            publicKey = beside
            problem = error.isAbsent ? .missing : .unusable(error.description)
        }
    }

    private static func problem(of file: PrivateKeyFile?, type: String?) -> KeyReport.Attempt.Outcome? {
        guard let file else { return .unusable("is not a private key") }
        let kind = type.map { PrivateKeyFile.Kind(type: $0) } ?? file.kind
        if kind == .token { return .unusable("a FIDO token, which libssh2 cannot use") }
        if kind == .dsa { return .unusable("a DSA key, which servers no longer take") }
        if kind == .rsa, !LibSSH2.signsRSA { return .rsaUnusable }
        return file.isLocked ? .locked : nil
    }
}
