import Glibc

/// Files that are read and written whole: records, not logs.
enum SmallFile {
    /// The largest record that is read: none of ours comes near it.
    private static let sizeLimit = 64 << 20

    /// A file's bytes; nil when there is no such file.
    static func read(_ path: String) throws(FileError) -> [UInt8]? {
        do throws(FileError) {
            let file = try OpenFile(path, .read)
            // Files of /proc have no size, so the size is only where to start from.
            return try readAll(file)
        } catch {
            guard error.code == ENOENT || error.code == ENOTDIR else { throw error }
            return nil
        }
    }

    private static func readAll(_ file: borrowing OpenFile) throws(FileError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 << 10)
        while bytes.count < sizeLimit {
            let count = try file.read(into: &chunk, count: chunk.count, at: Int64(bytes.count))
            bytes.append(contentsOf: chunk[..<count])
            if count < chunk.count { return bytes }
        }
        throw FileError(.read, file.path, code: EFBIG)
    }

    /// Puts a text in a file's place at once: a reader sees the old one or the new one, whole.
    ///
    /// With `durable` it must survive a power cut: it is forced to disk before it takes its place.
    static func replace(_ path: String, with text: String, durable: Bool) throws(FileError) {
        // The process's number keeps two writers from sharing a temporary name.
        let temporary = "\(path).\(getpid()).tmp"
        do throws(FileError) {
            try write(text, to: OpenFile(temporary, .replace), durable: durable)
            guard rename(temporary, path) == 0 else { throw FileError(.rename, path, code: errno) }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Makes a file that must not exist yet.
    ///
    /// - Returns: Whether it was made; false when it was there already.
    static func create(_ path: String, with text: String) throws(FileError) -> Bool {
        do throws(FileError) {
            try write(text, to: OpenFile(path, .exclusive), durable: true)
            return true
        } catch {
            guard error.code == EEXIST else { throw error }
            return false
        }
    }

    private static func write(_ text: String, to file: consuming OpenFile, durable: Bool) throws(FileError) {
        let bytes = Array(text.utf8)
        if let error = bytes.withUnsafeBytes({ file.write($0) }).error { throw error }
        if durable { try file.sync() }
    }

    /// Makes one folder.
    ///
    /// - Returns: Whether it was made; false when it was there already.
    static func makeFolder(_ path: String) throws(FileError) -> Bool {
        if mkdir(path, 0o755) == 0 { return true }
        guard errno == EEXIST else { throw FileError(.makeFolder, path, code: errno) }
        return false
    }

    /// Makes a folder and those above it; one that exists is fine.
    static func makeFolders(_ path: String) throws(FileError) {
        if mkdir(path, 0o755) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
            throw FileError(.makeFolder, path, code: errno)
        }
        try makeFolders(String(path[..<slash]))
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw FileError(.makeFolder, path, code: errno) }
    }
}
