import CSSH2

/// What `known_hosts` files say of one machine.
struct KnownHosts {
    /// The keys remembered for the machine.
    let keys: [PublicKey]
    private let revoked: Set<PublicKey>
    private let endpoint: SSHEndpoint

    /// Reads the endpoint's files; those that do not exist are left out.
    init(for endpoint: SSHEndpoint, session: OpaquePointer) throws(TransportError) {
        self.endpoint = endpoint
        guard let hosts = libssh2_knownhost_init(session) else {
            throw TransportError(endpoint.alias, .verifyHostKey, .program("libssh2 has no memory for known hosts"))
        }
        defer { libssh2_knownhost_free(hosts) }
        var revoked: Set<PublicKey> = []
        for file in endpoint.knownHostsFiles {
            let text: String
            do {
                text = try SmallText.read(file)
            } catch {
                if error.isAbsent { continue }
                throw TransportError(endpoint.alias, .readConfiguration(file), .configuration(error.description))
            }
            revoked.formUnion(Self.revoked(in: text))
            libssh2_knownhost_readfile(hosts, file, LIBSSH2_KNOWNHOST_FILE_OPENSSH)
        }
        self.revoked = revoked
        keys = Self.keys(of: endpoint, in: hosts)
    }

    /// The keys of lines that begin with `@revoked`, which libssh2 does not understand.
    private static func revoked(in text: String) -> [PublicKey] {
        text.split(separator: "\n").filter { $0.hasPrefix("@revoked") }.compactMap { line in
            let words = line.split(separator: " ", maxSplits: 2)
            return words.count == 3 ? PublicKey(line: words[2]) : nil
        }
    }

    /// The machine's keys, found by asking for each remembered key whether it is the machine's: names may be hashed,
    /// and only the library's own comparison can tell.
    private static func keys(of endpoint: SSHEndpoint, in hosts: OpaquePointer) -> [PublicKey] {
        var keys: [PublicKey] = []
        var previous: UnsafeMutablePointer<libssh2_knownhost>?
        var entry: UnsafeMutablePointer<libssh2_knownhost>?
        let name = endpoint.hostKeyAlias ?? endpoint.hostName
        let port = endpoint.hostKeyAlias == nil ? Int32(endpoint.port) : -1
        let kind = LIBSSH2_KNOWNHOST_TYPE_PLAIN | LIBSSH2_KNOWNHOST_KEYENC_BASE64
        while libssh2_knownhost_get(hosts, &entry, previous) == 0, let found = entry {
            previous = found
            guard let text = found.pointee.key else { continue }
            let length = String(cString: text).utf8.count
            let verdict = libssh2_knownhost_checkp(hosts, name, port, text, length, kind, nil)
            if verdict == LIBSSH2_KNOWNHOST_CHECK_MATCH, let blob = Base64.decode(String(cString: text)) {
                keys.append(PublicKey(blob: blob))
            }
        }
        return keys
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
