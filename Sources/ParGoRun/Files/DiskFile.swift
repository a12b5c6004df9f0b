#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A file that could not be read or written, and why.
public struct FileFailure: Error, CustomStringConvertible {
    /// The file's path.
    public let path: String
    /// What went wrong, as a clause.
    public let reason: String

    /// A failure of a named file.
    public init(_ url: URL, _ reason: String) {
        path = url.path
        self.reason = reason
    }

    /// A failure of several weight files together.
    init(_ source: WeightSource, _ reason: String) {
        path = source.name
        self.reason = reason
    }

    /// Path, then reason.
    public var description: String { "\(path): \(reason)" }
}

/// Whole files at once, with errors that name the file.
public enum DiskFile {
    /// A file's bytes.
    public static func read(_ url: URL) throws(FileFailure) -> [UInt8] {
        let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFailure(url, "cannot be read: \(systemError())") }
        defer { close(descriptor) }
        var (bytes, piece) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 18))
        while true {
            let count = piece.withUnsafeMutableBytes { systemRead(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 else { throw FileFailure(url, "cannot be read: \(systemError())") }
            if count == 0 { return bytes }
            bytes += piece[..<count]
        }
    }

    /// A file's text; bytes that are not UTF-8 become replacement characters.
    public static func text(_ url: URL) throws(FileFailure) -> String {
        String(decoding: try read(url), as: UTF8.self)
    }

    /// Writes a whole file under a temporary name and renames it: a reader sees the old file or the new one.
    public static func replace(_ url: URL, with bytes: [UInt8]) throws(FileFailure) {
        let temporary = url.deletingLastPathComponent()
            .appending(path: ".\(url.lastPathComponent).\(getpid()).new")
        try write(temporary, bytes)
        guard rename(temporary.path, url.path) == 0 else {
            throw FileFailure(url, "cannot be replaced: \(systemError())")
        }
    }

    /// The same from pieces of memory, and on disk before the new name counts: a power cut leaves the old file or the new.
    ///
    /// `body` hands over one piece after another, and stops where one cannot be written.
    static func replaceForGood(
        _ url: URL,
        _ body: ((UnsafeRawBufferPointer) -> Bool) -> Bool
    ) throws(FileFailure) {
        let temporary = url.deletingLastPathComponent()
            .appending(path: ".\(url.lastPathComponent).\(getpid()).new")
        let descriptor = open(temporary.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileFailure(url, "cannot be written: \(systemError())") }
        defer { close(descriptor) }
        guard body({ writeAll(descriptor, $0) }), fsync(descriptor) == 0, rename(temporary.path, url.path) == 0 else {
            let reason = systemError()
            unlink(temporary.path)
            throw FileFailure(url, "cannot be written: \(reason)")
        }
    }

    static func writeAll(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Writes a whole file in place.
    public static func write(_ url: URL, _ bytes: [UInt8]) throws(FileFailure) {
        let descriptor = open(url.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileFailure(url, "cannot be written: \(systemError())") }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw FileFailure(url, "cannot be written: \(systemError())") }
            rest = rest.dropFirst(count)
        }
    }

    /// Makes a folder and those above it; one that exists is fine.
    public static func makeFolder(_ url: URL) throws(FileFailure) {
        do {
            try FileManager.default.createDirectory(atPath: url.path, withIntermediateDirectories: true)
        } catch {
            throw FileFailure(url, "cannot be made a folder (\(error))")
        }
    }

    /// Whether something of that name exists.
    public static func exists(_ url: URL) -> Bool { access(url.path, F_OK) == 0 }

    /// Whether that is a folder.
    static func isFolder(_ url: URL) -> Bool {
        var status = stat()
        return stat(url.path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Moves a finished folder or file to its name.
    public static func move(_ source: URL, to target: URL) throws(FileFailure) {
        guard rename(source.path, target.path) == 0 else {
            throw FileFailure(target, "cannot be made from \(source.path): \(systemError())")
        }
    }

    static func systemError() -> String { String(cString: strerror(errno)) }
}

/// The system's `read`, whose name `DiskFile` hides.
private func systemRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, bytes, count)
}

/// The system's `write`, whose name `DiskFile` hides.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
