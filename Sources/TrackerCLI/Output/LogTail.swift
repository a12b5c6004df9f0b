import Foundation

/// The last lines of a run's log.
struct LogTail {
    /// More than this of the end is not read, however long its lines are.
    private static let byteLimit: UInt64 = 64 << 10

    /// The lines; none where there is no log.
    ///
    /// Of a line that a progress bar wrote over again and again, only what was left standing counts, and no code that
    /// would move the reader's cursor gets through.
    let lines: [String]

    init(of path: String, lines count: Int) {
        guard count > 0, let file = FileHandle(forReadingAtPath: path),
            let end = try? file.seekToEnd(),
            (try? file.seek(toOffset: end - min(end, Self.byteLimit))) != nil,
            let data = try? file.readToEnd()
        else {
            // A log that cannot be read is shown as none: everything else of the run still is.
            lines = []
            return
        }
        let text = String(decoding: data, as: UTF8.self)
        lines = text.split(whereSeparator: { $0 == "\n" || $0 == "\r\n" }).suffix(count)
            .map { line in
                let standing = line.split(separator: "\r").last ?? ""
                return String(standing.unicodeScalars.filter { $0 == "\t" || $0.value >= 0x20 && $0.value != 0x7F })
            }
    }
}
