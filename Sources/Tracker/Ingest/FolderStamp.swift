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
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
        let seconds = Int64(status.st_mtim.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
        self.init(
            inode: Int64(bitPattern: UInt64(status.st_ino)),
            modified: seconds.overflow ? -1 : seconds.partialValue + Int64(status.st_mtim.tv_nsec)
        )
    }

    /// The stamp to remember of a folder that is listed now; `now` is in seconds since 1970.
    func settled(now: Double) -> FolderStamp {
        modified >= 0 && modified < Int64(now * 1e9) - Self.grain ? self : .unsure
    }
}
