import Foundation
import RunLog

/// Imports W&B's offline runs: each file `*.wandb` is one.
struct WandBImport {
    private let path: String

    init(_ path: String) {
        self.path = path
    }

    func run(into sink: inout ImportSink) throws {
        let logs = try logs()
        guard !logs.isEmpty else {
            throw ImportError.nothingThere(path: path, expected: "no offline runs of W&B (`offline-run-*/*.wandb`)")
        }
        for log in logs {
            var reader = WandBRecords(log)
            do {
                try reader.readHead()
            } catch let error as ImportError {
                sink.note([error.description])
                continue
            }
            try sink.add(group: reader.project) { log in try reader.read(into: &log) }
        }
    }

    /// The logs of a folder and those below it, in order; links are not followed.
    private func logs() throws -> [String] {
        let root = URL(fileURLWithPath: path).standardizedFileURL.path
        if try FileStatus(path: root)?.isFolder == false { return [root] }
        guard let entries = FileManager.default.enumerator(atPath: root) else {
            throw FileError(.list, root, code: EACCES)
        }
        var logs: [String] = []
        while let entry = entries.nextObject() as? String {
            let isRegular = entries.fileAttributes?[.type] as? FileAttributeType == .typeRegular
            if isRegular, entry.hasSuffix(".wandb") { logs.append("\(root)/\(entry)") }
        }
        return logs.sorted()
    }
}
