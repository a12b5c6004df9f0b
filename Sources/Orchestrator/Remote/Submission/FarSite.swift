import Slurm

/// A cluster that is ready for submissions: its folders are there, and all files that the jobs need.
struct FarSite {
    /// The root's absolute path over there.
    let root: String
    /// What was sent, or was there.
    let staged: [StagedFile]
    /// The wrapper's path over there.
    let bootstrap: String
    /// Where commands run, absolute.
    let folder: String
    /// How many tasks one array may have, as far as Slurm says.
    let arrayLimit: Int

    /// The script's path over there.
    var script: String { "\(root)/store/\(FarSide.name)" }
}
