import Foundation

/// What trials on this machine inherit: the submitter's environment, and each its share of the cores.
public struct TrialEnvironment: Sendable {
    /// The variables.
    public let variables: [String: String]

    /// The environment of trials of which `slots` run at a time.
    ///
    /// OpenBLAS and OpenMP would start a thread a core in each trial; what the user set already stays.
    public init(slots: Int, inherited: [String: String]) {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let share = "\(max(1, cores / max(1, slots)))"
        variables = ["OMP_NUM_THREADS": share, "OPENBLAS_NUM_THREADS": share].merging(inherited) { $1 }
    }
}
