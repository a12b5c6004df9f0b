import CSSH2

extension SSHConnection {
    /// Agrees on methods and keys with the server, and checks that it is the machine it says it is.
    func handshake(_ deadline: Deadline) throws(TransportError) {
        let known = try KnownHosts(for: endpoint, session: session)
        // libssh2 would take the server's ECDSA key where only its Ed25519 key is known, and call that a mismatch.
        let methods = known.keys.map(\.type).flatMap(Self.methods)
        if !methods.isEmpty {
            _ = libssh2_session_method_pref(session, LIBSSH2_METHOD_HOSTKEY, methods.joined(separator: ","))
        }
        do {
            try complete(.handshake, deadline) { Int(libssh2_session_handshake(session, socket)) }
        } catch {
            throw explained(error, known)
        }
        let key = shownKey()
        try known.check(key)
        hostKey = key
    }

    /// The signature methods for a type of host key.
    private static func methods(_ type: String) -> [String] {
        type == "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"] : [type]
    }

    private func explained(_ error: TransportError, _ known: KnownHosts) -> TransportError {
        let hopeless = [
            LIBSSH2_ERROR_KEX_FAILURE, LIBSSH2_ERROR_KEY_EXCHANGE_FAILURE, LIBSSH2_ERROR_HOSTKEY_INIT,
            LIBSSH2_ERROR_METHOD_NONE, LIBSSH2_ERROR_METHOD_NOT_SUPPORTED,
        ]
        guard hopeless.contains(libssh2_session_last_errno(session)) else { return error }
        let kinds: [(String, Int32)] = [
            ("key exchange", LIBSSH2_METHOD_KEX), ("host keys", LIBSSH2_METHOD_HOSTKEY),
            ("ciphers", LIBSSH2_METHOD_CRYPT_CS), ("checksums", LIBSSH2_METHOD_MAC_CS),
        ]
        let methods = SharedMethods(
            banner: libssh2_session_banner_get(session).map { String(cString: $0) } ?? "",
            library: LibSSH2.version ?? "",
            offered: kinds.map { "\($0): \(supported($1).joined(separator: " "))" },
            knownTypes: Array(Set(known.keys.map(\.type))).sorted()
        )
        return TransportError(endpoint.alias, .handshake, .noSharedMethods(methods))
    }

    private func supported(_ kind: Int32) -> [String] {
        var list: UnsafeMutablePointer<UnsafePointer<CChar>?>?
        let count = libssh2_session_supported_algs(session, kind, &list)
        guard count > 0, let list else { return [] }
        defer { libssh2_free(session, list) }
        return (0..<Int(count)).compactMap { list[$0].map { String(cString: $0) } }
    }

    private func shownKey() -> PublicKey {
        var length = 0
        var type: Int32 = 0
        guard let bytes = libssh2_session_hostkey(session, &length, &type) else { return PublicKey(blob: []) }
        return PublicKey(blob: UnsafeBufferPointer(start: bytes, count: length).map { UInt8(bitPattern: $0) })
    }
}
