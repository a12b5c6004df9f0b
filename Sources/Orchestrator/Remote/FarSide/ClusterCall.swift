public import Slurm

/// One thing done on a cluster: what `--rpc` prints.
public struct ClusterCall: Hashable, Sendable {
    /// What was done.
    public enum Purpose: String, Sendable {
        /// The connection, with its log-in.
        case connect
        /// The root's folders were made.
        case open
        /// What the cluster can do was found out.
        case probe
        /// Files were looked for and sent.
        case stage
        /// Files were laid out as the spec's folder has them.
        case place
        /// A batch job was handed over.
        case submit
        /// The runs' own records were read.
        case observe
        /// Files of runs were brought here.
        case fetch
        /// Jobs were looked for by name.
        case lookUp = "look up"
    }

    /// What was done.
    public let purpose: Purpose
    /// How many commands ran over there.
    public let commands: Int
    /// What of Slurm was asked by them.
    public let slurm: [SlurmCall.Command]
    /// Bytes sent.
    public let sent: Int
    /// Bytes received.
    public let received: Int
    /// How long it took.
    public let duration: Duration
}
