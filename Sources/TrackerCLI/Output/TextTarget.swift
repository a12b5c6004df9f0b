import Foundation
import RunLog

/// Where an export's lines go: a file that appears under its name when it is whole, or standard output.
struct TextTarget {
    private static let flushLimit = 1 << 20

    private let path: String?
    private let file: FileHandle
    private var buffer = Data()

    /// A target; nil is standard output.
    init(_ path: String?) throws {
        self.path = path
        guard let path else {
            file = .standardOutput
            return
        }
        let temporary = Self.temporary(path)
        guard FileManager.default.createFile(atPath: temporary, contents: nil),
            let file = FileHandle(forWritingAtPath: temporary)
        else { throw FileError(.write, path, code: errno) }
        self.file = file
    }

    /// Adds text.
    mutating func write(_ text: String) throws {
        buffer.append(contentsOf: text.utf8)
        if buffer.count > Self.flushLimit { try flush() }
    }

    /// Writes what is left and puts the file in its place.
    mutating func finish() throws {
        try flush()
        guard let path else { return }
        guard rename(Self.temporary(path), path) == 0 else { throw FileError(.rename, path, code: errno) }
    }

    private mutating func flush() throws {
        do {
            try file.write(contentsOf: buffer)
        } catch {
            let code = errno
            if let path { unlink(Self.temporary(path)) }
            throw FileError(.write, path ?? "standard output", code: code)
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private static func temporary(_ path: String) -> String { "\(path).\(getpid()).tmp" }
}
