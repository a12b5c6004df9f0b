import RunLog
import Tracker

/// Keeps copies of a cluster's run directories in the lab, under the same names.
///
/// A log grows by the piece that was sent for where it ends; a record is replaced as a whole. Whatever dies when, a copy is
/// the beginning of the original, and the next look goes on from its end.
struct Mirror {
    let lab: Lab

    private static let logs: Set<String> = ["metrics.jsonl", "system.jsonl", "log.txt", "artifacts.jsonl"]
    /// Renewed all the time, and of no use once there is a newer one.
    private static let signs: Set<String> = ["heartbeat", "progress"]

    /// Writes pieces down.
    ///
    /// - Returns: The run directories that they belong to, relative to the lab.
    /// - Throws: `FileError`.
    func write(_ pieces: [FarAnswers.Piece]) throws -> Set<String> {
        var directories: Set<String> = []
        for piece in pieces {
            guard let (directory, name) = Self.parts(piece.path) else { continue }
            let run = lab.runDirectory(directory)
            if directories.insert(directory).inserted { try run.createIfAbsent() }
            let file = CopiedFile(path: "\(run.path)/\(name)")
            if Self.logs.contains(name) {
                try file.append(piece.bytes, at: piece.offset)
            } else if Self.signs.contains(name) {
                try file.renew(with: piece.bytes)
            } else {
                try file.replace(with: piece.bytes)
            }
        }
        return directories
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
