import Glibc

/// Size, identity and age of a file.
public struct FileStatus: Hashable, Sendable {
    /// Its length in bytes.
    public let size: Int64
    /// Its number on its file system: another number under one name is another file.
    public let inode: UInt64
    /// When its content last changed, in seconds since 1970.
    public let modifiedAt: Double
    /// Whether it is a folder.
    public let isFolder: Bool

    init(_ status: stat) {
        size = Int64(status.st_size)
        inode = UInt64(status.st_ino)
        modifiedAt = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
        isFolder = status.st_mode & S_IFMT == S_IFDIR
    }

    /// What the system says of a path; nil when nothing is there.
    ///
    /// - Throws: ``FileError`` for any other reason than absence.
    public init?(path: String) throws(FileError) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw FileError(.read, path, code: errno)
        }
        self.init(status)
    }
}
