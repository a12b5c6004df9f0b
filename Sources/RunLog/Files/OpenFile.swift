import Glibc

/// An open file that is closed when it goes out of scope.
struct OpenFile: ~Copyable {
    let descriptor: Int32
    let path: String

    /// How a file is opened.
    enum Mode {
        /// For reading; it must exist, be an ordinary file, and be no link.
        ///
        /// Whoever may write to a run directory must not make its readers wait for a pipe, or show them what a link leads to.
        case read
        /// For reading, wherever a link leads.
        case follow
        /// For adding at its end; made if absent.
        case append
        /// For writing anew; what was there is gone.
        case replace
        /// For writing; it must not exist.
        case exclusive

        var flags: Int32 {
            switch self {
            case .read: O_RDONLY | O_NOFOLLOW | O_NONBLOCK
            case .follow: O_RDONLY
            case .append: O_RDWR | O_CREAT | O_APPEND
            case .replace: O_WRONLY | O_CREAT | O_TRUNC
            case .exclusive: O_WRONLY | O_CREAT | O_EXCL
            }
        }
    }

    init(_ path: String, _ mode: Mode) throws(FileError) {
        var descriptor: Int32
        repeat { descriptor = open(path, mode.flags | O_CLOEXEC, 0o644) } while descriptor < 0 && errno == EINTR
        let operation = mode == .read || mode == .follow ? FileError.Operation.read : .write
        guard descriptor >= 0 else { throw FileError(operation, path, code: errno) }
        if mode == .read, !Self.isOrdinary(descriptor) {
            close(descriptor)
            throw FileError(.read, path, code: ESPIPE)
        }
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Writes all bytes, by one system call unless the system itself splits it.
    ///
    /// - Returns: On failure, how many bytes went out before it, with the error.
    func write(_ bytes: UnsafeRawBufferPointer) -> (written: Int, error: FileError?) {
        var written = 0
        while written < bytes.count, let base = bytes.baseAddress {
            let count = Glibc.write(descriptor, base + written, bytes.count - written)
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                return (written, FileError(.write, path, code: errno))
            }
        }
        return (written, nil)
    }

    /// Reads from a place in the file into the start of a buffer until `count` bytes are there or the file ends.
    func read(into buffer: inout [UInt8], count: Int, at offset: Int64) throws(FileError) -> Int {
        let (filled, code) = buffer.withUnsafeMutableBytes { [descriptor] bytes in
            var filled = 0
            while filled < count, let base = bytes.baseAddress {
                let got = pread(descriptor, base + filled, count - filled, off_t(offset) + filled)
                if got == 0 { break }
                if got < 0, errno != EINTR { return (filled, errno) }
                filled += max(0, got)
            }
            return (filled, Int32(0))
        }
        guard code == 0 else { throw FileError(.read, path, code: code) }
        return filled
    }

    /// Forces what was written to disk.
    func sync() throws(FileError) {
        var result: Int32
        repeat { result = fsync(descriptor) } while result != 0 && errno == EINTR
        // A pipe or a special file cannot be synced and need not be.
        guard result == 0 || errno == EINVAL || errno == EROFS else { throw FileError(.sync, path, code: errno) }
    }

    private static func isOrdinary(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// The file's size and identity.
    func status() throws(FileError) -> FileStatus {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileError(.read, path, code: errno) }
        return FileStatus(status)
    }
}
