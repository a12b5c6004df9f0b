import Foundation
import RunLog

/// Puts a newly written log in the place of an older one of the same run.
///
/// What only grew is added to, so that ingest goes on where it stopped; what is the same is left alone.
struct MergedLog {
    private static let chunk = 1 << 20

    let new: String
    let old: String

    /// Settles which log stands; the new one is gone afterwards.
    ///
    /// - Returns: Whether the log has changed.
    func settle() throws -> Bool {
        guard let oldSize = try FileStatus(path: old)?.size, let newSize = try FileStatus(path: new)?.size else {
            return try replace()
        }
        guard newSize >= oldSize, try isBeginning(oldSize) else { return try replace() }
        if newSize > oldSize { try append(from: oldSize) }
        unlink(new)
        return newSize > oldSize
    }

    private func replace() throws -> Bool {
        guard rename(new, old) == 0 else { throw FileError(.rename, old, code: errno) }
        return true
    }

    private func isBeginning(_ size: Int64) throws -> Bool {
        let (first, second) = (try handle(old), try handle(new))
        var rest = Int(size)
        while rest > 0 {
            let count = min(rest, Self.chunk)
            guard let left = try first.read(upToCount: count), !left.isEmpty,
                try second.read(upToCount: left.count) == left
            else { return false }
            rest -= left.count
        }
        return true
    }

    private func append(from offset: Int64) throws {
        let source = try handle(new)
        guard let target = FileHandle(forWritingAtPath: old) else { throw FileError(.write, old, code: errno) }
        try source.seek(toOffset: UInt64(offset))
        try target.seekToEnd()
        while let bytes = try source.read(upToCount: Self.chunk), !bytes.isEmpty {
            do { try target.write(contentsOf: bytes) } catch { throw FileError(.write, old, code: errno) }
        }
    }

    private func handle(_ path: String) throws -> FileHandle {
        guard let file = FileHandle(forReadingAtPath: path) else { throw FileError(.read, path, code: errno) }
        return file
    }
}
