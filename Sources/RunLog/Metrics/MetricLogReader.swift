/// Reads a metric log file from where it was left, a piece at a time.
public struct MetricLogReader: ~Copyable {
    /// Bytes read at a time: at least a longest line, so that every piece makes progress.
    private static let pieceSize = 4 << 20

    private let file: OpenFile
    private var buffer: [UInt8]

    /// Opens a log.
    ///
    /// - Throws: ``FileError`` when it is not there or cannot be read.
    public init(_ path: String) throws {
        file = try OpenFile(path, .read)
        buffer = []
    }

    /// The file's size and identity now.
    ///
    /// - Throws: ``FileError`` when the system refuses.
    public func status() throws -> FileStatus {
        try file.status()
    }

    /// Reads on from the decoder's cursor.
    ///
    /// - Returns: Whether there may be more: false when the log's end was reached, a torn last line left.
    /// - Throws: ``FileError`` when the file cannot be read.
    public mutating func read(with decoder: inout MetricDecoder, into batch: inout MetricBatch) throws -> Bool {
        let wanted = Int(clamping: try file.status().size - decoder.cursor.offset)
        guard wanted > 0 else { return false }
        let size = min(Self.pieceSize, wanted)
        if buffer.count < size { buffer = [UInt8](repeating: 0, count: size) }
        let offset = decoder.cursor.offset
        let count = try file.read(into: &buffer, count: size, at: offset)
        let taken = buffer.withUnsafeBytes {
            decoder.decode(UnsafeRawBufferPointer(rebasing: $0[..<count]), into: &batch)
        }
        return taken > 0 && count == Self.pieceSize
    }

    /// Up to `count` bytes that end at a place in the file: what tells a log that was replaced from one that grew.
    ///
    /// - Throws: ``FileError`` when the file cannot be read.
    public mutating func bytes(before offset: Int64, count: Int) throws -> [UInt8] {
        let start = max(0, offset - Int64(count))
        let size = Int(offset - start)
        if buffer.count < size { buffer = [UInt8](repeating: 0, count: size) }
        let filled = try file.read(into: &buffer, count: size, at: start)
        return Array(buffer[..<filled])
    }
}
