import Orchestrator
import Sweep

/// The connections of a command that looks at clusters again and again, one to each.
actor ClusterConnections {
    private var open: [String: ClusterConnection] = [:]

    /// The connection to a cluster; nil when the profile describes this machine.
    func connection(to profile: ClusterProfile) -> ClusterConnection? {
        let name = profile.name.value
        if let connection = open[name] { return connection }
        open[name] = ClusterConnection(profile)
        return open[name]
    }

    /// Ends all connections.
    ///
    /// - Returns: Those that there were, for what was asked over them.
    func close() async -> [ClusterConnection] {
        let all = open.sorted { $0.key < $1.key }.map(\.value)
        open = [:]
        for connection in all { await connection.close() }
        return all
    }
}
