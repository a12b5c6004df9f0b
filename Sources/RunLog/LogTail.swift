/// The last lines of a run's log, fit to be shown.
public struct LogTail: Hashable, Sendable {
    /// More than this of the end is not read, however long its lines are.
    private static let byteLimit: Int64 = 64 << 10

    /// The lines, the last one last; none where there is no log.
    ///
    /// Of a line that a progress bar wrote over again and again, only what was left standing counts; no code that would
    /// move the reader's cursor gets through, and blank lines at the end are left out.
    public let lines: [String]

    /// Reads the end of a log.
    ///
    /// A log that cannot be read is shown as none: whatever it would explain is told anyway.
    public init(of directory: RunDirectory, lines count: Int) {
        guard count > 0, let bytes = try? Self.end(of: directory.log) else {
            lines = []
            return
        }
        var shown = String(decoding: bytes, as: UTF8.self)
            .split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
            .map(Self.standing)
        while let last = shown.last, last.allSatisfy(\.isWhitespace) { shown.removeLast() }
        lines = shown.suffix(count)
    }

    private static func end(of path: String) throws -> [UInt8] {
        let file = try OpenFile(path, .read)
        let size = try file.status().size
        let start = max(0, size - byteLimit)
        var bytes = [UInt8](repeating: 0, count: Int(size - start))
        let count = try file.read(into: &bytes, count: bytes.count, at: start)
        let window = bytes.prefix(count)
        guard start > 0, let newline = window.firstIndex(of: UInt8(ascii: "\n")) else { return Array(window) }
        // A window that begins in the middle of a line begins with half a word.
        return Array(window[(newline + 1)...])
    }

    private static func standing(_ line: Substring) -> String {
        let last = line.split(separator: "\r").last ?? ""
        return String(
            String.UnicodeScalarView(last.unicodeScalars.filter { $0 == "\t" || $0.value >= 0x20 && $0.value != 0x7F })
        )
    }
}
