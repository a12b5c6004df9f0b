import Slurm

/// What `sweep --version` prints.
enum Version {
    static let text = "sweep 0.1.0 (libssh2 \(LibSSH2.version ?? "too old"))"
}
