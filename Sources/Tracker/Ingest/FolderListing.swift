import Foundation
import RunLog

/// The names in a folder, read without asking for anything more of each.
struct FolderListing {
    private(set) var folders: [String] = []
    private(set) var files: Set<String> = []

    /// Lists a folder; one that is not there is empty.
    init(_ path: String) throws(FileError) {
        guard let stream = opendir(path) else {
            if errno == ENOENT { return }
            throw FileError(.list, path, code: errno)
        }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard !name.hasPrefix(".") else { continue }
            if try Self.isFolder(entry.pointee.d_type, "\(path)/\(name)") {
                folders.append(name)
            } else {
                files.insert(name)
            }
        }
        folders.sort()
    }

    /// Some file systems do not say what an entry is, and a link may lead to a folder: then the entry is looked at.
    private static func isFolder(_ type: UInt8, _ path: String) throws(FileError) -> Bool {
        switch Int(type) {
        case Int(DT_DIR): true
        case Int(DT_REG): false
        default: try FileStatus(path: path)?.isFolder ?? false
        }
    }

    /// Whether the folder is a run directory: it has one of the files that begin a run.
    var isRunDirectory: Bool {
        ["config.json", "claim", "start.json", "metrics.jsonl", "exit.json"].contains { files.contains($0) }
    }
}
