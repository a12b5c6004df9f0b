import CSSH2

/// The keys that `ssh-agent` holds.
struct SSHAgent {
    let connection: SSHConnection

    /// Tries the agent's keys that are wanted; true once one was accepted.
    func logIn(
        _ deadline: Deadline,
        _ attempts: inout [KeyReport.Attempt],
        only isWanted: (PublicKey) -> Bool
    ) throws(TransportError) -> Bool {
        guard let socket = connection.endpoint.agentSocket, let agent = libssh2_agent_init(connection.session) else {
            return false
        }
        defer { libssh2_agent_free(agent) }
        libssh2_agent_set_identity_path(agent, socket)
        // An agent that is gone is as good as none: key files are tried next.
        guard libssh2_agent_connect(agent) == 0 else { return false }
        defer { libssh2_agent_disconnect(agent) }
        let user = connection.endpoint.user
        for identity in identities(of: agent) {
            let blob = UnsafeBufferPointer(start: identity.pointee.blob, count: identity.pointee.blob_len)
            let key = PublicKey(blob: Array(blob))
            guard isWanted(key) else { continue }
            let name = "agent: " + (identity.pointee.comment.map { String(cString: $0) } ?? key.fingerprint)
            if PrivateKeyFile.Kind(type: key.type) == .rsa, !LibSSH2.signsRSA {
                attempts.append(KeyReport.Attempt(name: name, outcome: .rsaUnusable))
                continue
            }
            if try connection.logIn(deadline, { libssh2_agent_userauth(agent, user, identity) }) { return true }
            attempts.append(KeyReport.Attempt(name: name, outcome: .refused))
        }
        return false
    }

    /// What the agent holds; valid as long as the agent is.
    private func identities(of agent: OpaquePointer) -> [UnsafeMutablePointer<libssh2_agent_publickey>] {
        guard libssh2_agent_list_identities(agent) == 0 else { return [] }
        var all: [UnsafeMutablePointer<libssh2_agent_publickey>] = []
        var found: UnsafeMutablePointer<libssh2_agent_publickey>?
        while libssh2_agent_get_identity(agent, &found, all.last) == 0, let identity = found {
            all.append(identity)
        }
        return all
    }
}
