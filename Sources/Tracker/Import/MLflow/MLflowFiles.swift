import Foundation
import RunLog

/// Imports an MLflow store that is a folder: `mlruns/EXPERIMENT/RUN` with `meta.yaml`, `metrics/`, `params/`, `tags/`.
struct MLflowFiles {
    private static let textLimit: Int64 = 1 << 20

    private let path: String

    init(_ path: String) {
        self.path = path
    }

    func run(into sink: inout ImportSink) throws {
        var root = URL(fileURLWithPath: path).standardizedFileURL.path
        if try FileStatus(path: "\(root)/mlruns")?.isFolder == true { root += "/mlruns" }
        var found = 0
        for experiment in try FolderListing(root).folders {
            let folder = "\(root)/\(experiment)"
            guard let meta = try Self.meta(folder) else { continue }
            found += 1
            guard meta["lifecycle_stage"] != "deleted" else { continue }
            let name = meta["name"] ?? experiment
            for run in try FolderListing(folder).folders {
                guard let meta = try Self.meta("\(folder)/\(run)"), meta["run_id"] != nil,
                    meta["lifecycle_stage"] != "deleted"
                else { continue }
                try sink.add(group: name) { log in try Self.run(at: "\(folder)/\(run)", into: &log) }
            }
        }
        guard found > 0 else {
            throw ImportError.nothingThere(path: path, expected: "no store of MLflow's (`mlruns/EXPERIMENT/meta.yaml`)")
        }
    }

    private static func run(at folder: String, into log: inout ImportLog) throws -> ImportedRun {
        let meta = try meta(folder) ?? [:]
        var run = MLflowRun(id: meta["run_id"] ?? "", name: meta["run_name"])
        run.status = meta["status"].flatMap(MLflowRun.Status.init(written:))
        run.startedAt = meta["start_time"].flatMap { Double($0) }.map { $0 / 1000 }
        run.endedAt = meta["end_time"].flatMap { Double($0) }.map { $0 / 1000 }
        run.parameters = try texts("\(folder)/params")
        run.tags = try texts("\(folder)/tags")
        for (name, file) in try files("\(folder)/metrics") { try readPoints(name, file, into: &log) }
        return run.imported(last: log.lastTime)
    }

    /// Lines of a metric: time in milliseconds, value, step.
    private static func readPoints(_ name: String, _ file: String, into log: inout ImportLog) throws {
        let lines = try text(file, limit: .max).split(separator: "\n")
        for line in lines {
            let parts = line.split(separator: " ")
            guard parts.count >= 2, let time = Double(parts[0]),
                let value = Double(parts[1].replacing("Infinity", with: "inf")),
                let step = parts.count > 2 ? Int64(parts[2]) : 0
            else { continue }
            try log.add(name, step: step, time: time / 1000, value)
        }
    }

    private static func texts(_ folder: String) throws -> [String: String] {
        try Dictionary(uniqueKeysWithValues: files(folder).map { ($0.name, try text($0.path, limit: textLimit)) })
    }

    /// The regular files of a folder and those below it by their path in it: a name with a slash is a folder's.
    private static func files(_ folder: String) throws -> [(name: String, path: String)] {
        guard let entries = FileManager.default.enumerator(atPath: folder) else { return [] }
        var files: [(name: String, path: String)] = []
        while let entry = entries.nextObject() as? String {
            if entries.fileAttributes?[.type] as? FileAttributeType == .typeRegular {
                files.append((entry, "\(folder)/\(entry)"))
            }
        }
        return files.sorted { $0.name < $1.name }
    }

    private static func text(_ path: String, limit: Int64) throws -> String {
        var file = try SequentialFile(path)
        return String(decoding: try file.read(Int(min(file.size, limit))) ?? [], as: UTF8.self)
    }

    /// What `meta.yaml` says: MLflow writes one flat mapping of plain and quoted scalars, null being absent.
    private static func meta(_ folder: String) throws -> [String: String]? {
        guard try FileStatus(path: "\(folder)/meta.yaml") != nil else { return nil }
        var found: [String: String] = [:]
        for line in try text("\(folder)/meta.yaml", limit: textLimit).split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":"), line.first != " " else { continue }
            var value = String(line[line.index(after: colon)...].drop { $0 == " " })
            if value.count >= 2, let quote = value.first, quote == "'" || quote == "\"", value.last == quote {
                value = String(value.dropFirst().dropLast())
                if quote == "'" { value = value.replacing("''", with: "'") }
            }
            if value != "null", !value.isEmpty { found[String(line[..<colon])] = value }
        }
        return found
    }
}
