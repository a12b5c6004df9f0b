import Foundation
import RunLog
import Tracker

/// Keeps copies of a cluster's run directories in the lab, under the same names.
///
/// A log grows by the piece that was sent for where it ends; a record is replaced as a whole. Whatever dies when, a copy is
/// the beginning of the original, and the next look goes on from its end.
struct Mirror {
    let lab: Lab

    /// What arrived of one run.
    struct Arrival: Hashable {
        /// The last sign of life, in the cluster's time.
        var heartbeat: Double?
        /// Whether its claim, or anything else, is there.
        var names: Set<String> = []
    }

    private static let logs: Set<String> = ["metrics.jsonl", "system.jsonl", "log.txt", "artifacts.jsonl"]

    /// Writes pieces down, and tells what came of each run directory.
    ///
    /// - Throws: `FileError`.
    func write(_ pieces: [FarAnswers.Piece]) throws -> [String: Arrival] {
        var arrivals: [String: Arrival] = [:]
        for piece in pieces {
            guard let (directory, name) = Self.parts(piece.path) else { continue }
            let run = lab.runDirectory(directory)
            if arrivals[directory] == nil { try run.createIfAbsent() }
            let path = "\(run.path)/\(name)"
            if Self.logs.contains(name) {
                try append(piece, to: path)
            } else {
                try Data(piece.bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
            }
            arrivals[directory, default: Arrival()].names.insert(name)
            if name == "heartbeat" {
                let text = String(decoding: piece.bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
                arrivals[directory]?.heartbeat = Double(text)
            }
        }
        return arrivals
    }

    private func append(_ piece: FarAnswers.Piece, to path: String) throws {
        let present = try FileStatus(path: path)?.size ?? 0
        if piece.offset == 0 {
            try Data(piece.bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
            return
        }
        // Another process may have taken the same piece in meanwhile.
        guard present == Int64(piece.offset) else { return }
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? handle.close() }
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(piece.bytes))
    }

    /// The run directory and the file's name; nil for a path that no run directory has.
    static func parts(_ path: String) -> (directory: String, name: String)? {
        let names = path.split(separator: "/", omittingEmptySubsequences: false)
        guard names.count == 5, names[0] == "runs", !names.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }),
            let attempt = Int(names[3]), attempt >= 1, names[3] == String(attempt)
        else { return nil }
        return (names[0..<4].joined(separator: "/"), String(names[4]))
    }
}
