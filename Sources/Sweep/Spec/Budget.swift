/// What a sweep may cost.
///
/// Going over it is an error before anything is submitted.
public struct Budget: Hashable, Sendable {
    /// GPUs × hours over all jobs that are not done yet.
    public var gpuHours: Double?
    /// Jobs that are not done yet.
    public var maxJobs: Int?
    /// Where the spec says so.
    public var location: SourceLocation?
}
