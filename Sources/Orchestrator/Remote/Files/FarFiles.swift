import Foundation
import Hashing
public import RunLog
import Slurm
import Sweep
public import Tracker

/// Brings files of runs here that no look brings: what they ran on, and their artifacts.
///
/// What is small comes by one command for all runs; larger artifacts come one after another, on request, and go on where a
/// broken connection left them. An artifact has its name here only after its SHA-256 was compared.
public struct FarFiles: Sendable {
    /// What was brought, and what was not.
    public struct Report: Sendable {
        /// How many files arrived.
        public var files = 0
        /// Their bytes.
        public var bytes: Int64 = 0
        /// Artifacts that stay where they are, because they are large.
        public var left: [ArtifactRecord] = []
        /// What could not be brought, in sentences.
        public var problems: [String] = []

        /// Nothing yet.
        public init() {}
    }

    /// An artifact up to this size comes by itself.
    public static let small: Int64 = 1_000_000
    /// All small artifacts of a run together come by themselves up to this size.
    static let smallInAll: Int64 = 8_000_000
    /// How many files one command brings.
    private static let batch = 400

    private let lab: Lab
    private let connection: ClusterConnection

    /// Brings files from a cluster into a lab.
    public init(lab: Lab, connection: ClusterConnection) {
        self.lab = lab
        self.connection = connection
    }

    private struct Wanted {
        let run: RunDirectory
        let path: String
        let name: String
        let artifact: ArtifactRecord?
    }

    /// Brings what is small of runs that have ended, beyond what is here.
    ///
    /// - Throws: `TransportError`, `FarSideError`, `FileError`.
    public func bringSmall(_ directories: [String]) async throws -> Report {
        var report = Report()
        let wanted = try directories.flatMap { try small($0, &report) }
        for part in wanted.cut(into: Self.batch) { try await bring(part, &report) }
        return report
    }

    /// Brings the artifacts of runs, of whatever size, beyond what is here.
    ///
    /// - Parameters:
    ///   - directories: The run directories, relative to the lab.
    ///   - progress: Told of each artifact as it begins, and how many bytes of it are here.
    /// - Returns: What was brought, and what could not be.
    /// - Throws: `TransportError`, `FileError`, and what the file system says.
    public func bringArtifacts(
        _ directories: [String],
        progress: (ArtifactRecord, Int64) -> Void
    ) async throws -> Report {
        var report = Report()
        for directory in directories {
            let run = lab.runDirectory(directory)
            for artifact in try missing(run) {
                try await bring(artifact, of: run, directory, &report) { progress(artifact, $0) }
            }
        }
        return report
    }

    /// The registered artifacts that are not here; names that lead elsewhere are none.
    private func missing(_ run: RunDirectory) throws -> [ArtifactRecord] {
        try ArtifactRecord.readAll(from: run)
            .filter { artifact in
                let parts = artifact.name.split(separator: "/", omittingEmptySubsequences: false)
                let isOwn =
                    parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
                    && !artifact.name.contains(where: \.isNewline)
                return isOwn && !FileManager.default.fileExists(atPath: "\(run.artifacts)/\(artifact.name)")
            }
    }

    // MARK: - Small files

    private func small(_ directory: String, _ report: inout Report) throws -> [Wanted] {
        let run = lab.runDirectory(directory)
        var wanted = [CaptureRecord.Source.wrapper, .trainer]
            .filter { !FileManager.default.fileExists(atPath: run.capture(of: $0)) }
            .map { source in
                let name = "capture/\(source.rawValue).json"
                return Wanted(run: run, path: "\(directory)/\(name)", name: name, artifact: nil)
            }
        var room = Self.smallInAll
        for artifact in try missing(run) {
            guard artifact.bytes <= min(Self.small, room) else {
                report.left.append(artifact)
                continue
            }
            room -= artifact.bytes
            let name = "artifacts/\(artifact.name)"
            wanted.append(Wanted(run: run, path: "\(directory)/\(name)", name: name, artifact: artifact))
        }
        return wanted
    }

    private func bring(_ wanted: [Wanted], _ report: inout Report) async throws {
        let mark = "@files-\(String(UInt64.random(in: 1 ... .max), radix: 36))"
        let list = wanted.map { "\($0.path)\n" }.joined()
        let command = FarSide.command(root: connection.root, ["fetch", mark, String(Self.small)])
        let reply = try await connection.run(.fetch, command, input: Array(list.utf8), timeout: .seconds(300))
        // A cluster without the script has no runs either.
        if reply.code == FarSide.missing { return }
        guard reply.succeeded else { throw FarSideError(connection.name, connection.site.root, reply) }
        let byPath = Dictionary(wanted.map { ($0.path, $0) }) { first, _ in first }
        for piece in FarAnswers(reply.output, mark: mark).pieces {
            guard let file = byPath[piece.path] else { continue }
            try take(piece.bytes, file, &report)
        }
    }

    private func take(_ bytes: ArraySlice<UInt8>, _ file: Wanted, _ report: inout Report) throws {
        if let artifact = file.artifact {
            var hash = SHA256()
            bytes.withUnsafeBytes { hash.update($0) }
            guard hash.finish().hexadecimal == artifact.sha256 else {
                report.problems.append("\(file.path) is not what its run registered, and was not taken")
                return
            }
        }
        let url = URL(fileURLWithPath: "\(file.run.path)/\(file.name)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url, options: .atomic)
        report.files += 1
        report.bytes += Int64(bytes.count)
    }

    // MARK: - Large ones

    private func bring(
        _ artifact: ArtifactRecord,
        of run: RunDirectory,
        _ directory: String,
        _ report: inout Report,
        progress: (Int64) -> Void
    ) async throws {
        let target = URL(fileURLWithPath: "\(run.artifacts)/\(artifact.name)")
        let partial = target.appendingPathExtension("part")
        let files = FileManager.default
        try files.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        if !files.fileExists(atPath: partial.path) { try Data().write(to: partial) }
        let handle = try FileHandle(forUpdating: partial)
        // Nothing is kept back until then: each piece is written when it comes, and all of it is read again before it counts.
        defer { try? handle.close() }
        var size = Int64(try handle.seekToEnd())
        let began = size
        let far = "\(connection.root)/\(directory)/artifacts/\(artifact.name)"
        while size < artifact.bytes {
            progress(size)
            let piece = try await connection.read(far, from: Int(size), limit: 16 << 20)
            if piece.isEmpty { break }
            try handle.write(contentsOf: Data(piece))
            size += Int64(piece.count)
        }
        progress(size)
        guard try Self.digest(of: handle) == artifact.sha256 else {
            try files.removeItem(at: partial)
            report.problems.append("\(far) is not what its run registered, and was not taken")
            return
        }
        try files.moveItem(at: partial, to: target)
        report.files += 1
        report.bytes += size - began
    }

    private static func digest(of handle: FileHandle) throws -> String {
        var hash = SHA256()
        try handle.seek(toOffset: 0)
        while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
            piece.withUnsafeBytes { hash.update($0) }
        }
        return hash.finish().hexadecimal
    }
}
