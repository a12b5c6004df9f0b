/// TensorFlow's record files: length, its checksum, data, its checksum.
struct TFRecordFile {
    /// Larger records, which hold images or graphs, are passed over: none of scalars comes near.
    private static let recordLimit = 16 << 20

    private var file: SequentialFile

    init(_ path: String) throws {
        file = try SequentialFile(path)
    }

    /// The next record; nil at the end, and at a last record that is not whole yet.
    ///
    /// - Throws: ``ImportError`` where a checksum is wrong: nothing behind it can be told apart any more.
    mutating func next() throws -> [UInt8]? {
        while true {
            let start = file.offset
            guard let header = try file.read(12) else { return nil }
            guard Self.isChecked(header[..<8], by: header[8...]) else { throw damaged(start, "the length of a record") }
            let length = header[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            guard let count = Int64(exactly: length), count < Int64.max - 4 else {
                throw damaged(start, "the length of a record")
            }
            if count > Self.recordLimit {
                guard try file.skip(count + 4) else { return nil }
                continue
            }
            guard let body = try file.read(Int(count) + 4) else { return nil }
            guard Self.isChecked(body.dropLast(4), by: body.suffix(4)) else { throw damaged(start, "a record") }
            return Array(body.dropLast(4))
        }
    }

    private func damaged(_ offset: Int64, _ what: String) -> ImportError {
        .malformed(
            path: file.path,
            offset: offset,
            reason: "\(what) does not fit its checksum; what came before was read"
        )
    }

    private static func isChecked(_ bytes: ArraySlice<UInt8>, by checksum: ArraySlice<UInt8>) -> Bool {
        let stored = checksum.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return Checksum32.masked(Checksum32.castagnoli.of(bytes)) == stored
    }
}
