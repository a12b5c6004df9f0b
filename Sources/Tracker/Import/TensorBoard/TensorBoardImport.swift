import Foundation
import RunLog

/// Imports TensorBoard's event files: each folder that holds some is a run.
struct TensorBoardImport {
    private let path: String

    init(_ path: String) {
        self.path = path
    }

    func run(into sink: inout ImportSink) throws {
        let root = URL(fileURLWithPath: path).standardizedFileURL.path
        let files = try eventFiles(root)
        guard !files.isEmpty else {
            throw ImportError.nothingThere(path: path, expected: "no event files of TensorBoard (`*tfevents*`)")
        }
        let folders = Dictionary(grouping: files) { String($0[..<($0.lastIndex(of: "/") ?? $0.startIndex)]) }
        let isFile = try FileStatus(path: root)?.isFolder == false
        let home = isFile ? String(root[..<(root.lastIndex(of: "/") ?? root.startIndex)]) : root
        let group = home.split(separator: "/").last.map(String.init) ?? "tensorboard"
        for (folder, files) in folders.sorted(by: { $0.key < $1.key }) {
            let relative = folder == home ? group : String(folder.dropFirst(home.count + 1))
            try sink.add(group: group) { log in
                var reader = ScalarEvents(name: relative)
                for file in files.sorted() { try reader.read(file, into: &log) }
                return try reader.run(log)
            }
        }
    }

    /// The event files of a folder and those below it; links are not followed.
    private func eventFiles(_ root: String) throws -> [String] {
        if try FileStatus(path: root)?.isFolder == false { return [root] }
        guard let entries = FileManager.default.enumerator(atPath: root) else {
            throw FileError(.list, root, code: EACCES)
        }
        var files: [String] = []
        while let entry = entries.nextObject() as? String {
            let name = entry.split(separator: "/").last ?? ""
            let isRegular = entries.fileAttributes?[.type] as? FileAttributeType == .typeRegular
            if isRegular, name.contains("tfevents") { files.append("\(root)/\(entry)") }
        }
        return files
    }
}
