import CSSH2

/// What `known_hosts` files say of one machine.
struct KnownHosts {
    /// The keys remembered for the machine.
    private(set) var keys: [PublicKey] = []
    private var revoked: Set<PublicKey> = []
    private let endpoint: SSHEndpoint

    /// Reads the endpoint's files; those that do not exist are left out.
    init(for endpoint: SSHEndpoint, session: OpaquePointer) throws(TransportError) {
        self.endpoint = endpoint
        for file in endpoint.knownHostsFiles {
            do {
                for line in try SmallText.read(file).split(whereSeparator: \.isNewline) {
                    read(line, session)
                }
            } catch {
                if error.isAbsent { continue }
                throw TransportError(endpoint.alias, .readConfiguration(file), .configuration(error.description))
            }
        }
    }

    /// Takes in one line: an optional mark, names, a key (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT").
    private mutating func read(_ line: Substring, _ session: OpaquePointer) {
        var words = line.split(separator: " ", omittingEmptySubsequences: true)
        guard let first = words.first, !first.hasPrefix("#") else { return }
        let mark = first.hasPrefix("@") ? String(words.removeFirst()) : nil
        guard words.count >= 3, let key = PublicKey(line: words[1...].joined(separator: " ")) else { return }
        let names = words[0]
        let isMeant =
            names.hasPrefix("|1|")
            ? isHashOfName(words.prefix(3).joined(separator: " "), session)
            : names.split(separator: ",").map { HostPattern($0) }.select(endpoint.knownName)
        guard isMeant else { return }
        switch mark {
        case nil: keys.append(key)
        case "@revoked": revoked.insert(key)
        // Certificates are the system's own ssh's business.
        default: break
        }
    }

    /// Whether the hashed name of a line is the machine's: the library knows how it is hashed (HMAC-SHA1).
    private func isHashOfName(_ line: String, _ session: OpaquePointer) -> Bool {
        guard let hosts = libssh2_knownhost_init(session) else { return false }
        defer { libssh2_knownhost_free(hosts) }
        var entry: UnsafeMutablePointer<libssh2_knownhost>?
        guard libssh2_knownhost_readline(hosts, line, line.utf8.count, LIBSSH2_KNOWNHOST_FILE_OPENSSH) == 0,
            libssh2_knownhost_get(hosts, &entry, nil) == 0, let key = entry?.pointee.key
        else { return false }
        let kind = LIBSSH2_KNOWNHOST_TYPE_PLAIN | LIBSSH2_KNOWNHOST_KEYENC_BASE64
        let length = String(cString: key).utf8.count
        let verdict = libssh2_knownhost_check(hosts, endpoint.knownName, key, length, kind, nil)
        return verdict == LIBSSH2_KNOWNHOST_CHECK_MATCH
    }

    /// Passes a key that is remembered.
    ///
    /// - Throws: `TransportError` for a key that is revoked, another than remembered, or of a machine never seen.
    func check(_ key: PublicKey) throws(TransportError) {
        let sighting = HostKeySighting(
            name: endpoint.knownName,
            type: key.type,
            fingerprint: key.fingerprint,
            files: endpoint.knownHostsFiles,
            command: "ssh \(endpoint.alias)"
        )
        if revoked.contains(key) { throw TransportError(endpoint.alias, .verifyHostKey, .hostKeyRevoked(sighting)) }
        if keys.contains(key) { return }
        guard !keys.isEmpty else {
            throw TransportError(endpoint.alias, .verifyHostKey, .hostKeyUnknown(sighting))
        }
        let known = keys.map { "\($0.type) \($0.fingerprint)" }
        let change = HostKeyChange(shown: sighting, known: known)
        throw TransportError(endpoint.alias, .verifyHostKey, .hostKeyChanged(change))
    }
}
