/// What Slurm said when it was asked about one job.
public enum SlurmAnswer<Entry: Sendable>: Sendable {
    /// It was not asked.
    case notAsked
    /// It was asked and did not answer: nothing follows.
    case unanswered(String)
    /// It answered, and does not know the job.
    case absent
    /// It knows the job.
    case found(Entry)
}
