import CSSH2

/// The SSH library this build is linked with.
public enum LibSSH2 {
    /// Its version as it reports it at run time, such as `1.10.0`; nil when it is older than this code was built for.
    public static var version: String? {
        libssh2_version(LIBSSH2_VERSION_NUM).map { String(cString: $0) }
    }
}
