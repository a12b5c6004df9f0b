import Glibc
import RunLog

/// A file of the lab that is a copy of one on a cluster.
///
/// Nothing is forced to disk, which costs milliseconds a file: what a power cut takes from a copy is brought by the next look,
/// because the copy's size says how far it goes.
struct CopiedFile {
    let path: String

    /// Adds a piece that begins at an offset of the original; a copy that ends elsewhere stays as it is.
    ///
    /// - Throws: `FileError`.
    func append(_ bytes: ArraySlice<UInt8>, at offset: Int) throws(FileError) {
        let present = try FileStatus(path: path)?.size ?? 0
        // From the start again: the original is another one than was copied.
        if offset == 0, present > 0 { return try replace(with: bytes) }
        // Another process may have taken the same piece in meanwhile.
        guard present == Int64(offset) else { return }
        try write(bytes, at: offset, O_CREAT)
    }

    /// Puts a record in the file's place at once: a reader sees the old one or the new one, whole.
    ///
    /// - Throws: `FileError`.
    func replace(with bytes: ArraySlice<UInt8>) throws(FileError) {
        let temporary = CopiedFile(path: "\(path).\(getpid()).tmp")
        do throws(FileError) {
            try temporary.write(bytes, at: 0, O_CREAT | O_TRUNC)
            guard rename(temporary.path, path) == 0 else { throw FileError(.rename, path, code: errno) }
        } catch {
            unlink(temporary.path)
            throw error
        }
    }

    /// Writes a few bytes over the old ones, for what is renewed at every look and read leniently.
    ///
    /// File systems force a file to disk that takes another one's place, and so a thousand heartbeats would take seconds.
    /// - Throws: `FileError`.
    func renew(with bytes: ArraySlice<UInt8>) throws(FileError) {
        try write(bytes, at: 0, O_CREAT, endsThere: true)
    }

    private func write(
        _ bytes: ArraySlice<UInt8>,
        at offset: Int,
        _ flags: Int32,
        endsThere: Bool = false
    ) throws(FileError) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC | flags, 0o644)
        guard descriptor >= 0 else { throw FileError(.write, path, code: errno) }
        defer { close(descriptor) }
        let problem = bytes.withUnsafeBytes { Self.write($0, at: offset, to: descriptor) }
        if let problem { throw FileError(.write, path, code: problem) }
        if endsThere, ftruncate(descriptor, off_t(offset + bytes.count)) != 0 {
            throw FileError(.write, path, code: errno)
        }
    }

    /// Writes all bytes; the system's `errno` when it refuses.
    private static func write(_ bytes: UnsafeRawBufferPointer, at offset: Int, to descriptor: Int32) -> Int32? {
        var written = 0
        while written < bytes.count, let base = bytes.baseAddress {
            let count = pwrite(descriptor, base + written, bytes.count - written, off_t(offset + written))
            if count < 0, errno != EINTR { return errno }
            written += max(0, count)
        }
        return nil
    }
}
