import Foundation
import Testing

/// Recorded shell commands with what they printed, from a real cluster of Slurm 22.05.8.
struct Transcript {
    /// One command.
    struct Entry: Sendable, CustomTestStringConvertible {
        let command: String
        let output: String
        let errors: String
        let code: Int32

        var testDescription: String { command }
    }

    let entries: [Entry]

    /// Reads `Samples/NAME`.
    init(_ name: String) throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Samples/\(name)")
        let text = try String(contentsOf: file, encoding: .utf8)
        entries = ("\n" + text).components(separatedBy: "\n$ ").dropFirst().compactMap(Self.entry)
    }

    private static func entry(_ text: String) -> Entry? {
        let head = text.components(separatedBy: "\n--- stdout\n")
        guard head.count == 2 else { return nil }
        let streams = ("\n" + head[1]).components(separatedBy: "\n--- stderr\n")
        guard streams.count == 2 else { return nil }
        let end = ("\n" + streams[1]).components(separatedBy: "\n--- exit ")
        guard end.count == 2, let code = Int32(end[1].prefix { $0 != " " }) else { return nil }
        return Entry(command: head[0], output: trimmed(streams[0]), errors: trimmed(end[0]), code: code)
    }

    private static func trimmed(_ text: String) -> String { text.hasPrefix("\n") ? String(text.dropFirst()) : text }

    /// The output of the first command that contains the words.
    func output(of words: String) throws -> String {
        guard let entry = entries.first(where: { $0.command.contains(words) }) else { throw Missing(words: words) }
        return entry.output
    }

    struct Missing: Error {
        let words: String
    }
}
