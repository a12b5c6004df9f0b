import Foundation

/// The shell script that runs one attempt, on this machine and on a compute node alike.
public enum Bootstrap {
    /// Its whole text: POSIX sh, which needs nothing on the machine it runs on.
    public static let script = String(decoding: PackageResources.bootstrap_sh, as: UTF8.self)
}
