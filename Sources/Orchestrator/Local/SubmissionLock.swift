import Glibc

/// Held by the one process that starts trials on this machine for a lab; the kernel drops it when that process dies.
final class SubmissionLock {
    private let descriptor: Int32

    /// Takes the lock at that path, or says who holds it.
    ///
    /// - Throws: `SubmissionError.held` at once when another process has it, `.unusable` when the file cannot be made.
    init(at path: String) throws(SubmissionError) {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard file >= 0 else {
            throw .unusable(path: path, reason: String(cString: strerror(errno)))
        }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.text(of: file)
            close(file)
            throw .held(by: holder)
        }
        descriptor = file
        ftruncate(file, 0)
        let owner = "\(getpid())"
        pwrite(file, owner, owner.utf8.count, 0)
    }

    deinit {
        close(descriptor)
    }

    private static func text(of file: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = pread(file, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}

/// The lock of local submissions could not be taken.
public enum SubmissionError: Error, CustomStringConvertible {
    /// Another process starts trials for this lab.
    case held(by: String)
    /// The lock cannot be made.
    case unusable(path: String, reason: String)

    /// What is in the way and what to do.
    public var description: String {
        switch self {
        case .held(let pid):
            """
            another `sweep submit` (pid \(pid)) is starting trials on this machine for this lab; two would share its slots. \
            Look at it with `sweep status`, wait for it, or take another lab with --lab.
            """
        case .unusable(let path, let reason):
            "cannot write \(path): \(reason). Nothing was started. Choose a writable lab with --lab or $LAB_DIR."
        }
    }
}
