public import Slurm
public import Sweep

/// A cluster that could not be reached or written to, with the line of its profile that is to blame.
public struct ClusterOutOfReach: Error, CustomStringConvertible {
    /// What happened.
    public let error: TransportError
    /// The profile's line.
    public let location: SourceLocation

    /// Finds the line to blame: the root for a file, the SSH configuration for a mistake in it, else the host.
    public init(_ error: TransportError, cluster: ClusterProfile) {
        self.error = error
        let site = cluster.slurm
        let host = site?.host?.location ?? cluster.name.location
        location =
            switch error.reason {
            case .file: site?.root.location ?? host
            case .configuration: site?.sshConfiguration?.location ?? host
            default: host
            }
    }

    /// The profile's line, what was tried, why it failed, and what to type next.
    public var description: String { "\(location): error: \(error)" }
}
