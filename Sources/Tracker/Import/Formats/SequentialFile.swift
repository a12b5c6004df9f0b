import Foundation
import RunLog

/// A regular file read from its start to its end.
struct SequentialFile {
    let path: String
    let size: Int64
    private(set) var offset: Int64 = 0
    private let file: FileHandle

    /// Opens a file.
    ///
    /// - Throws: ``ImportError`` for anything but a regular file: a pipe would be waited for without end.
    init(_ path: String) throws {
        let status = try? FileManager.default.attributesOfItem(atPath: path)
        guard let status else { throw ImportError.notFound(path: path) }
        guard status[.type] as? FileAttributeType == .typeRegular, let file = FileHandle(forReadingAtPath: path) else {
            throw ImportError.malformed(path: path, offset: nil, reason: "it is not a file that can be read")
        }
        self.path = path
        self.file = file
        size = (status[.size] as? NSNumber)?.int64Value ?? 0
    }

    /// The next bytes; nil, with nothing taken, where fewer are left.
    mutating func read(_ count: Int) throws -> [UInt8]? {
        guard count >= 0, offset + Int64(count) <= size else { return nil }
        if count == 0 { return [] }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            let more: Data?
            do { more = try file.read(upToCount: count - bytes.count) } catch {
                throw FileError(.read, path, code: errno)
            }
            guard let more, !more.isEmpty else { return nil }
            bytes.append(contentsOf: more)
        }
        offset += Int64(count)
        return bytes
    }

    /// Passes over bytes.
    ///
    /// - Returns: Whether there were so many.
    mutating func skip(_ count: Int64) throws -> Bool {
        guard count >= 0, count <= size - offset else { return false }
        offset += count
        do { try file.seek(toOffset: UInt64(offset)) } catch { throw FileError(.read, path, code: errno) }
        return true
    }
}
