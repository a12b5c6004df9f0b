import CSSH2

/// The SSH library this build is linked with.
public enum LibSSH2 {
    /// Its version as it reports it at run time, such as `1.10.0`; nil when it is older than this code was built for.
    public static var version: String? {
        libssh2_version(LIBSSH2_VERSION_NUM).map { String(cString: $0) }
    }

    /// Whether it signs with RSA keys as servers ask since OpenSSH 8.8; 1.10 knows only SHA-1 for them.
    static let signsRSA = libssh2_version(0x01_0B_00) != nil

    /// Initialised once a process: the library's initialisation is not safe to call from two threads.
    static let isReady = libssh2_init(0) == 0
}
