import Slurm
import Sweep

/// The cluster's working folder cannot be used.
public struct FarSideError: Error, CustomStringConvertible {
    private let cluster: String
    private let root: Placed<String>
    private let problem: FileProblem

    init(_ cluster: String, _ root: Placed<String>, _ reply: CommandReply) {
        self.cluster = cluster
        self.root = root
        problem = FileProblem(reply.errorText)
    }

    /// The profile's line, what happened, and what to do.
    public var description: String {
        "\(root.location): error: the root '\(root.value)' of \(cluster) cannot be used: \(problem)"
    }
}
