/// Where the evidence for a state was seen.
public enum EvidenceSource: String, CaseIterable, Codable, Sendable {
    /// The run's own directory: its exit record, claim or heartbeat.
    case directory
    /// The store itself: what was recorded or asked for.
    case store
    /// A process of this machine.
    case process
    /// Slurm's queue.
    case squeue
    /// Slurm's accounting.
    case sacct
    /// The record of what was submitted, on the cluster's side.
    case journal
    /// A person.
    case user
}
