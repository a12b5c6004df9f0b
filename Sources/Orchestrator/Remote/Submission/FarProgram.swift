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

    /// The files of this machine that must lie over there.
    var files: [String] { (trainer.map { [$0.program] } ?? []) + code.map { folder.appending(path: $0).path } }

    /// Where the commands run, relative to the root.
    ///
    /// A command's files lie there as they do beside the spec; a different content makes a different folder.
    func place(_ staged: [StagedFile]) -> String {
        let named = Dictionary(staged.map { ($0.path, $0.name) }) { first, _ in first }
        let list = code.map { "\(named[folder.appending(path: $0).path] ?? "") \($0)\n" }.joined()
        return code.isEmpty ? "." : "code/\(SHA256.hash(list).hexadecimal.prefix(16))"
    }

    /// What `farside.sh place` reads; nil when there is nothing to lay out.
    func layout(_ staged: [StagedFile]) -> String? {
        guard !code.isEmpty else { return nil }
        let named = Dictionary(staged.map { ($0.path, $0.name) }) { first, _ in first }
        return code.map { "\(named[folder.appending(path: $0).path] ?? "") \($0)\n" }.joined()
    }

    /// A command as it is over there.
    func arguments(_ command: [String], staged: [StagedFile], root: String) -> [String] {
        guard let trainer, command.first == trainer.program,
            let file = staged.first(where: { $0.path == trainer.program })
        else { return command }
        return ["\(root)/store/\(file.name)"] + command.dropFirst()
    }
}
