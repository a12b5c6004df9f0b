#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The checkpoints of one run: `step-00000120.safetensors`, the newest few of them.
struct CheckpointFolder {
    let url: URL
    let owner: CheckpointOwner

    private func file(_ step: Int) -> URL {
        let digits = "\(step)"
        return url.appending(
            path: "step-\(String(repeating: "0", count: max(0, 8 - digits.count)))\(digits).safetensors"
        )
    }

    /// Steps that have a checkpoint, newest first.
    private func steps() throws -> [Int] {
        guard DiskFile.exists(url) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: url.path)
            .compactMap { name in
                guard name.hasPrefix("step-"), name.hasSuffix(".safetensors") else { return nil }
                return Int(name.dropFirst(5).dropLast(12))
            }
            .sorted(by: >)
    }

    /// Writes a checkpoint and removes all but the newest `keep`.
    func write(_ position: Checkpoint.Position, _ optimizer: AdamW, at step: Int, keep: Int) throws {
        try DiskFile.makeFolder(url)
        try Checkpoint.write(position, optimizer, owner: owner, to: file(step))
        try remove(but: keep)
    }

    /// Removes all checkpoints but the newest `keep`.
    func remove(but keep: Int) throws {
        for step in try steps().dropFirst(keep) { try FileManager.default.removeItem(atPath: file(step).path) }
    }

    /// The newest checkpoint, nil where there is none.
    ///
    /// One that cannot be read is passed over, with a message, for the one before it; a configuration that does not fit
    /// is an error.
    func newest(_ report: TrainerReport) throws -> Checkpoint? {
        for step in try steps() {
            do {
                return try Checkpoint(file(step), owner: owner)
            } catch let error as FileFailure where !error.reason.hasPrefix("was made") {
                try report(.message("Passed over a broken checkpoint: \(error)"))
            }
        }
        return nil
    }
}
