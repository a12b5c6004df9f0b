public import Slurm
public import Sweep

extension Transport {
    /// Opens the way to a cluster that its profile describes, and logs in.
    ///
    /// - Throws: `TransportError`, as `open(_:host:configuration:)` does.
    public static func open(_ site: SlurmSite) async throws(TransportError) -> Transport {
        let file = site.sshConfiguration.map { path in
            path.value.hasPrefix("~/") ? SSHEndpoint.Surroundings.current.home + path.value.dropFirst() : path.value
        }
        return try await open(Kind(site.transport.value), host: site.host?.value, configuration: file)
    }
}

extension Transport.Kind {
    /// The way that a profile names.
    public init(_ way: SlurmSite.Way) {
        self =
            switch way {
            case .auto: .auto
            case .libssh2: .libssh2
            case .openssh: .openssh
            case .local: .local
            }
    }
}
