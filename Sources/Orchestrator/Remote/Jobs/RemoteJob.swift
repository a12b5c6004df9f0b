import Sweep

/// A job that is to run on a cluster: which attempt of it, and what it asks for.
struct RemoteJob {
    /// What is run.
    let job: LocalJob
    /// Which try this is, from 1.
    let attempt: Int
    /// The attempt's token.
    let token: String
    /// What it asks for.
    let request: JobRequest
}
