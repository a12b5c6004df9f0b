/// The text of each file that was read, for the excerpts below messages.
public struct SourceMap: Sendable {
    private var lines: [String: [Substring]] = [:]

    /// A map of nothing yet.
    public init() {}

    /// Keeps a file's text under its path.
    public mutating func add(_ text: String, path: String) {
        lines[path] = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { line in
                Substring(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
            }
    }

    /// A line of a file that was read; nil where there is none.
    public func line(at location: SourceLocation) -> String? {
        guard let file = lines[location.file], file.indices.contains(location.line - 1) else { return nil }
        return String(file[location.line - 1])
    }

    /// The paths of all files that were read, sorted.
    public var paths: [String] { lines.keys.sorted() }
}
