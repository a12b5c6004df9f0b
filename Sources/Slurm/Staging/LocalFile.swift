import Glibc
import Hashing

/// A file of this machine, read in pieces.
final class LocalFile {
    let path: String
    private let descriptor: Int32

    init(_ path: String) throws(StagingError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
    }

    deinit {
        close(descriptor)
    }

    var isExecutable: Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_mode & S_IXUSR != 0
    }

    /// At most `count` bytes from an offset on; fewer only at the end.
    func bytes(from offset: Int, count: Int) throws(StagingError) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { space, filled in
            while filled < count {
                let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(space)[filled...])
                let got = pread(descriptor, rest.baseAddress, count - filled, off_t(offset + filled))
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = errno }
                if got <= 0 { return }
                filled += got
            }
        }
        guard failure == 0 else { throw .unreadable(path: path, reason: String(cString: strerror(failure))) }
        return bytes
    }

    /// The size and the SHA-256 of the whole content.
    func summary() throws(StagingError) -> (size: Int, digest: Digest) {
        var hash = SHA256()
        var size = 0
        while true {
            let piece = try bytes(from: size, count: 1 << 20)
            if piece.isEmpty { return (size, hash.finish()) }
            piece.withUnsafeBytes { hash.update($0) }
            size += piece.count
        }
    }
}
