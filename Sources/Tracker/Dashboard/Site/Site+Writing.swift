public import Foundation

extension Site {
    /// What writing a site did.
    public struct Changes: Hashable, Sendable {
        /// Files that were new or different, in the order written.
        public let written: [String]
        /// Files that had these bytes already and were not touched.
        public let unchanged: Int
        /// Files of an earlier build that this one has no more, sorted.
        public let removed: [String]
    }

    /// Makes the folder hold this site.
    ///
    /// Only files whose bytes changed are written, each through a temporary name; then the files of an earlier build
    /// that are in this one no more are removed. Whatever else lies in the folder stays. A reader may look at any
    /// moment, and a build that is interrupted is completed by the next.
    ///
    /// - Throws: `SiteError`; `notOurs` before anything was changed.
    @discardableResult
    public func write(to folder: URL) throws(SiteError) -> Changes {
        let folder = SiteFolder(url: folder)
        let earlier = try folder.writtenFiles()
        let current = Set(files.map(\.path))
        for path in current.subtracting(earlier).sorted() where folder.contains(path) {
            throw SiteError.notOurs(path: folder.url.appending(path: path).path)
        }
        // Listed before they exist: an interrupted build's files are known as ours all the same.
        try folder.record(earlier.union(current))
        var written: [String] = []
        for file in files where try folder.write(file.bytes, to: file.path) {
            written.append(file.path)
        }
        let stale = earlier.subtracting(current).sorted()
        for path in stale { try folder.remove(path) }
        try folder.record(current)
        return Changes(written: written, unchanged: files.count - written.count, removed: stale)
    }
}
