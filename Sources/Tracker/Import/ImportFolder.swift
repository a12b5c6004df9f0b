import Foundation
import Hashing
import RunLog

/// The run directory of an imported run: chosen by name and origin, written only where something changed.
struct ImportFolder {
    /// What became of it.
    enum Outcome {
        case added
        case changed
        case unchanged
    }

    /// Relative to the lab.
    let relative: String
    private let directory: RunDirectory
    private let origin: JSONValue
    private let isNew: Bool

    /// The folder of a run: one that was imported from the same origin before, else a free one.
    init(of run: ImportedRun, format: String, source: String, group: String, in lab: Lab) throws {
        let id = "\(format) \(run.id)"
        origin = .object([
            .init("version", .int(1)), .init("format", .string(format)), .init("id", .string(run.id)),
            .init("source", .string(source)),
        ])
        let name = Self.folderName(run.name)
        let unique = String(SHA256.hash(id).hexadecimal.prefix(8))
        for candidate in [name, "\(name.prefix(180))-\(unique)"] {
            let relative = try lab.directory(sweep: group, key: candidate, attempt: 1)
            let directory = lab.runDirectory(relative)
            let isThere = try FileStatus(path: directory.path) != nil
            guard try !isThere || Self.isOrigin(origin, of: directory) else { continue }
            (self.relative, self.directory, isNew) = (relative, directory, !isThere)
            return
        }
        let taken = try lab.directory(sweep: group, key: name, attempt: 1)
        throw ImportError.malformed(path: taken, offset: nil, reason: "the folder belongs to another run")
    }

    /// Writes the run's records and puts its log in place.
    func write(_ run: ImportedRun, _ log: ImportLog) throws -> Outcome {
        try directory.createIfAbsent()
        var hasChanged = try put(origin.indentedText + "\n", Self.originPath(directory))
        let configuration = JSONValue.object(run.configuration)
        hasChanged = try put(configuration.indentedText + "\n", directory.configuration) || hasChanged
        hasChanged = try MergedLog(new: log.path, old: directory.metrics).settle() || hasChanged
        hasChanged = try writeStart(run, log) || hasChanged
        hasChanged = try writeEnd(run, log) || hasChanged
        return isNew ? .added : hasChanged ? .changed : .unchanged
    }

    private func writeStart(_ run: ImportedRun, _ log: ImportLog) throws -> Bool {
        guard let startedAt = run.startedAt ?? log.firstTime else { return false }
        let texts = [("tags", run.tags), ("notes", run.notes)].filter { !$0.1.isEmpty }
        let record = StartRecord(
            startedAt: startedAt,
            host: run.host ?? "unknown",
            pid: 0,
            details: run.details + texts.map { .init($0.0, .array($0.1.map { .string($0) })) }
        )
        if try StartRecord.read(from: directory) == record { return false }
        try record.write(to: directory)
        return true
    }

    private func writeEnd(_ run: ImportedRun, _ log: ImportLog) throws -> Bool {
        let last = log.lastTime ?? run.startedAt ?? 0
        let record: ExitRecord
        switch run.ending {
        case .ended(let exit): record = exit
        case .untold(let reason): record = ExitRecord(code: 0, reason: .finished, finishedAt: last, note: reason)
        case .open:
            // Seen as a run of another machine: it goes on while points come, and is lost afterwards.
            let process = ProcessIdentity(host: run.host ?? "elsewhere", bootID: "imported", pid: 1, startTicks: 0)
            _ = try Claim(token: "imported", process: process, at: run.startedAt ?? last).make(in: directory)
            if try Heartbeat.read(from: directory)?.at == last { return false }
            try Heartbeat(at: last).write(to: directory)
            return true
        }
        if try ExitRecord.read(from: directory) == record { return false }
        try record.write(to: directory)
        return true
    }

    /// Writes a small file unless it holds just that.
    private func put(_ text: String, _ path: String) throws -> Bool {
        let bytes = Data(text.utf8)
        if FileManager.default.contents(atPath: path) == bytes { return false }
        do {
            try bytes.write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw FileError(.write, path, code: errno)
        }
        return true
    }

    private static func originPath(_ directory: RunDirectory) -> String { "\(directory.path)/import.json" }

    /// Whether a folder was made by an import of the same run; from where it was read does not matter.
    private static func isOrigin(_ origin: JSONValue, of directory: RunDirectory) throws -> Bool {
        guard let bytes = FileManager.default.contents(atPath: originPath(directory)),
            let known = try? JSONValue(parsing: Array(bytes))
        else { return false }
        return known["format"] == origin["format"] && known["id"] == origin["id"]
    }

    /// A name for a folder, as near to a text as can be: no slash, no control character, no dot in front.
    static func folderName(_ text: String) -> String {
        let kept = text.unicodeScalars.map { scalar -> Character in
            scalar == "/" || scalar.value < 0x20 || scalar.value == 0x7F ? "-" : Character(scalar)
        }
        var name = String(kept)
        while name.utf8.count > 180 { name.removeLast() }
        while name.hasPrefix(".") || name.hasPrefix(" ") { name.removeFirst() }
        return name.isEmpty ? "run" : name
    }
}
