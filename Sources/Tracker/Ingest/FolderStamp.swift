import Dispatch
import Foundation
import RunLog

/// How a folder looked when what it holds was listed: as long as it looks the same, nothing was added, removed or replaced.
struct FolderStamp: Hashable, Sendable {
    /// Its number on its file system.
    let inode: Int64
    /// When something in it was last added, removed or renamed, in nanoseconds since 1970.
    let modified: Int64

    /// Of a folder that must be listed again, whatever it looks like.
    static let unsure = FolderStamp(inode: 0, modified: -1)

    /// File systems keep times as coarsely as two seconds: what changed so lately may change again unseen.
    private static let grain: Int64 = 2_000_000_000

    private init(inode: Int64, modified: Int64) {
        self.inode = inode
        self.modified = modified
    }

    /// A stamp as the store has it.
    init(stored inode: Int64, _ modified: Int64) { self.init(inode: inode, modified: modified) }

    /// How a folder looks; nil when there is none.
    ///
    /// `root` is the open folder from which a relative path starts.
    init?(_ path: String, from root: Int32 = AT_FDCWD) {
        var status = stat()
        guard fstatat(root, path, &status, 0) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
        let seconds = Int64(status.st_mtim.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
        self.init(
            inode: Int64(bitPattern: UInt64(status.st_ino)),
            modified: seconds.overflow ? -1 : seconds.partialValue + Int64(status.st_mtim.tv_nsec)
        )
    }

    /// How each of many folders looks, asked by several threads: one answer takes long on a file system of a network.
    ///
    /// - Parameters:
    ///   - paths: The folders, relative to `root`.
    ///   - root: The folder that they are in.
    /// - Returns: A stamp for each of them, nil where there is no such folder.
    static func all(_ paths: [String], in root: String) -> [FolderStamp?] {
        let descriptor = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { if descriptor >= 0 { close(descriptor) } }
        let share = 512
        return Array(unsafeUninitializedCapacity: paths.count) { stamps, count in
            // Each iteration fills places of its own.
            nonisolated(unsafe) let places = stamps
            DispatchQueue.concurrentPerform(iterations: (paths.count + share - 1) / share) { part in
                for index in part * share..<min(paths.count, (part + 1) * share) {
                    places.initializeElement(at: index, to: FolderStamp(paths[index], from: descriptor))
                }
            }
            count = paths.count
        }
    }

    /// The stamp to remember of a folder that is listed now; `now` is in seconds since 1970.
    func settled(now: Double) -> FolderStamp {
        modified >= 0 && modified < Int64(now * 1e9) - Self.grain ? self : .unsure
    }
}
