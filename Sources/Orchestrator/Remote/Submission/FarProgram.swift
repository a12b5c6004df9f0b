public import Foundation
import Hashing
import Slurm
public import Sweep

/// The files that a sweep's commands need on a cluster: what is sent, and how the commands name it over there.
public struct FarProgram {
    private let trainer: EmbeddedTrainer?
    private let folder: URL
    private let code: [String]

    /// The program of a sweep.
    ///
    /// - Parameters:
    ///   - spec: The sweep.
    ///   - trainer: The embedded trainer, if the spec needs it.
    ///   - folder: The spec's folder.
    /// - Throws: `CodeDigestError`.
    public init(of spec: SweepSpec, trainer: EmbeddedTrainer?, folder: URL) throws {
        self.trainer = trainer
        self.folder = folder
        switch spec.trainer {
        case .pargo: code = []
        case .command(let command): code = try CodeDigest(patterns: command.code, in: folder).files
        }
    }

    /// The spec's folder on this machine.
    var localFolder: String { folder.path(percentEncoded: false) }

    /// The files of this machine that must lie over there.
    var files: [String] { (trainer.map { [$0.program] } ?? []) + code.map { folder.appending(path: $0).path } }

    /// What holds the files over there, relative to the root; a different content makes a different folder.
    func place(_ staged: [StagedFile]) -> String {
        layout(staged).map { "code/\(SHA256.hash($0).hexadecimal.prefix(16))" } ?? "."
    }

    /// Where the commands run, given the path of `place`: the files lie around it as they do around the spec's folder.
    func workingFolder(in place: String) -> String { ([place] + above).joined(separator: "/") }

    /// The names of the folders above the spec's files, as many as files lie above it.
    private var above: [String] {
        let depth = code.map(Self.steps).max() ?? 0
        return Array(folder.standardizedFileURL.pathComponents.suffix(depth))
    }

    /// How many folders up a path begins.
    private static func steps(_ path: String) -> Int {
        path.split(separator: "/").prefix { $0 == ".." }.count
    }

    /// What `farside.sh place` reads; nil when there is nothing to lay out.
    func layout(_ staged: [StagedFile]) -> String? {
        guard !code.isEmpty else { return nil }
        // Where commands run, which holds no file when all code lies above the spec.
        let folder = above.isEmpty ? "" : "- \(above.joined(separator: "/"))\n"
        let named = Dictionary(staged.map { ($0.path, $0.name) }) { first, _ in first }
        return folder
            + code.map { path in
                let steps = Self.steps(path)
                let kept = above.dropLast(steps) + path.split(separator: "/").dropFirst(steps).map(String.init)
                return "\(named[self.folder.appending(path: path).path] ?? "") \(kept.joined(separator: "/"))\n"
            }
            .joined()
    }

    /// A command as it is over there.
    func arguments(_ command: [String], staged: [StagedFile], root: String) -> [String] {
        guard let trainer, command.first == trainer.program,
            let file = staged.first(where: { $0.path == trainer.program })
        else { return command }
        return ["\(root)/store/\(file.name)"] + command.dropFirst()
    }
}
