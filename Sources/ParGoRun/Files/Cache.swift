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

/// A folder of things that are made once and shared by all runs: data, backbones, features.
///
/// An entry's name holds the key of everything it was made from. It appears under that name only when it is complete,
/// so a reader needs no lock, and a maker that dies leaves nothing but a temporary name.
public struct Cache {
    /// Where the entries are.
    public let folder: URL

    /// A cache in `folder`, which is made at the first entry.
    public init(folder: URL) {
        self.folder = folder
    }

    /// Whether the entry `name` is there.
    public func has(_ name: String) -> Bool { DiskFile.exists(folder.appending(path: name)) }

    /// The entry `name`, made by `make` at the place it is given when absent.
    ///
    /// Processes that want the same entry wait for the first of them; `waiting` is called once before a wait. The lock
    /// is the kernel's and ends with its process.
    public func entry(_ name: String, waiting: () throws -> Void = {}, make: (URL) throws -> Void) throws -> URL {
        let target = folder.appending(path: name)
        if DiskFile.exists(target) { return target }
        try DiskFile.makeFolder(folder)
        let lock = try FileLock(folder.appending(path: ".\(name).lock"), waiting: waiting)
        defer { lock.release() }
        if DiskFile.exists(target) { return target }
        let temporary = folder.appending(path: ".\(name).\(getpid()).new")
        // What an earlier process of this number left is in the way; that there is none is the usual case.
        try? FileManager.default.removeItem(atPath: temporary.path)
        try make(temporary)
        try DiskFile.move(temporary, to: target)
        return target
    }
}

/// An exclusive lock on a file, held until `release` or the end of the process.
struct FileLock {
    private let descriptor: Int32

    init(_ url: URL, waiting: () throws -> Void) throws {
        descriptor = open(url.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileFailure(url, "cannot be opened: \(DiskFile.systemError())") }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
        do {
            try waiting()
        } catch {
            close(descriptor)
            throw error
        }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else {
                let reason = DiskFile.systemError()
                close(descriptor)
                throw FileFailure(url, "cannot be locked: \(reason)")
            }
        }
    }

    func release() { close(descriptor) }
}
