import Foundation

/// The end of a log, for people.
enum LogTail {
    /// The last lines of a file, without those that are blank at its end; none when it cannot be read.
    static func lines(_ count: Int, of path: String) -> [String] {
        // The log is shown beside a failure that is told anyway: without it there is one hint less.
        guard let file = FileHandle(forReadingAtPath: path), let size = try? file.seekToEnd() else { return [] }
        let window = UInt64(16 << 10)
        guard (try? file.seek(toOffset: size > window ? size - window : 0)) != nil,
            let data = try? file.readToEnd()
        else { return [] }
        let text = String(decoding: data, as: UTF8.self)
        // A progress bar redraws its line with carriage returns: only what stood there last is worth keeping.
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in
                String(line.split(separator: "\r").last ?? "")
            }
        while let last = lines.last, last.allSatisfy(\.isWhitespace) {
            lines.removeLast()
        }
        return Array(lines.suffix(count))
    }
}
