import Foundation
import RunLog

/// A lock between processes, held as long as the value lives; the system frees it when the process dies.
public struct FileLock: ~Copyable, Sendable {
    private let descriptor: Int32

    /// Takes the lock, waiting for whoever holds it.
    ///
    /// - Throws: ``FileError`` when the lock's file cannot be made.
    public static func waiting(for path: String) throws -> FileLock {
        let lock = FileLock(descriptor: try openFile(path))
        while flock(lock.descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw FileError(.write, path, code: errno) }
        }
        return lock
    }

    /// Takes the lock if it is free; nil when another process holds it.
    ///
    /// - Throws: ``FileError`` when the lock's file cannot be made.
    public static func ifFree(_ path: String) throws -> FileLock? {
        let lock = FileLock(descriptor: try openFile(path))
        if flock(lock.descriptor, LOCK_EX | LOCK_NB) == 0 { return lock }
        guard errno == EWOULDBLOCK else { throw FileError(.write, path, code: errno) }
        return nil
    }

    deinit { close(descriptor) }

    private static func openFile(_ path: String) throws(FileError) -> Int32 {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileError(.write, path, code: errno) }
        return descriptor
    }
}
