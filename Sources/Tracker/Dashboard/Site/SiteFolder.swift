import Foundation

/// A folder that holds a site, and the list of the files that were written into it.
struct SiteFolder {
    let url: URL

    /// Names one written file a line; what it does not name was not ours and is never removed or overwritten.
    private static let list = ".site-files"

    /// The files that an earlier build wrote here.
    func writtenFiles() throws(SiteError) -> Set<String> {
        let list = url.appending(path: Self.list)
        guard FileManager.default.fileExists(atPath: list.path) else { return [] }
        do {
            let lines = try String(contentsOf: list, encoding: .utf8).split(separator: "\n").map(String.init)
            // A line that points outside can only be somebody's edit.
            return Set(lines.filter { !$0.hasPrefix("/") && !$0.split(separator: "/").contains("..") })
        } catch {
            throw SiteError.cannotRead(path: list.path, reason: "\(error)")
        }
    }

    func record(_ files: Set<String>) throws(SiteError) {
        _ = try write(Array(files.sorted().joined(separator: "\n").utf8), to: Self.list)
    }

    func contains(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: url.appending(path: path).path)
    }

    /// Writes the file unless it holds these bytes already; a reader sees the old file or the new one, never a part.
    ///
    /// - Returns: Whether anything was written.
    func write(_ bytes: [UInt8], to path: String) throws(SiteError) -> Bool {
        let target = url.appending(path: path)
        let data = Data(bytes)
        if let present = FileManager.default.contents(atPath: target.path), present == data { return false }
        do {
            try FileManager.default.createDirectory(
                at: target.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            // Foundation's atomic write is a temporary file beside the target and a rename.
            try data.write(to: target, options: .atomic)
        } catch {
            throw SiteError.cannotWrite(path: target.path, reason: "\(error)")
        }
        return true
    }

    /// Removes a file, and the folders that it leaves empty.
    func remove(_ path: String) throws(SiteError) {
        guard contains(path) else { return }
        do {
            try FileManager.default.removeItem(at: url.appending(path: path))
            var folder = path.split(separator: "/").dropLast()
            while !folder.isEmpty {
                let parent = url.appending(path: folder.joined(separator: "/"))
                guard try FileManager.default.contentsOfDirectory(atPath: parent.path).isEmpty else { break }
                try FileManager.default.removeItem(at: parent)
                folder = folder.dropLast()
            }
        } catch {
            throw SiteError.cannotWrite(path: url.appending(path: path).path, reason: "\(error)")
        }
    }
}
