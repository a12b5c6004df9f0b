/// A log in LevelDB's framing, as W&B writes it: blocks of 32 kB, records cut into pieces that no block divides.
struct BlockLogFile {
    private static let blockSize: Int64 = 32 << 10
    private static let headerSize: Int64 = 7
    private static let recordLimit = 64 << 20

    private enum Piece: UInt8 {
        case whole = 1
        case first = 2
        case middle = 3
        case last = 4
    }

    private var file: SequentialFile

    /// Opens a log and checks its first bytes: `:W&B`, two of a magic number, a version.
    init(_ path: String) throws {
        file = try SequentialFile(path)
        guard let head = try file.read(7) else { return }
        guard Array(head.prefix(6)) == Array(":W&B".utf8) + [0xE1, 0xBE] else {
            throw ImportError.malformed(path: path, offset: 0, reason: "this is not a log of W&B's")
        }
        guard head[6] == 0 else {
            throw ImportError.malformed(path: path, offset: 6, reason: "version \(head[6]) of W&B's log is not known")
        }
    }

    /// The next record; nil at the end, and at a last record that is not whole yet.
    ///
    /// - Throws: ``ImportError`` where a checksum or a piece is wrong.
    mutating func next() throws -> [UInt8]? {
        var record: [UInt8] = []
        var isInside = false
        while true {
            try skipTrailer()
            let start = file.offset
            guard let header = try file.read(Int(Self.headerSize)) else { return nil }
            let count = Int(header[4]) | Int(header[5]) << 8
            // A block that was set aside and never written holds zeros.
            if header.allSatisfy({ $0 == 0 }) { return nil }
            guard let data = try file.read(count) else { return nil }
            guard let piece = Piece(rawValue: header[6]), Self.isChecked(header, data) else {
                throw damaged(start, "a record does not fit its checksum")
            }
            guard isInside == (piece == .middle || piece == .last) else {
                throw damaged(start, "a record lacks a piece")
            }
            record += data
            if record.count > Self.recordLimit { throw damaged(start, "a record is longer than any can be") }
            if piece == .whole || piece == .last { return record }
            isInside = true
        }
    }

    /// A block's end that is too short for a header is filled with zeros.
    private mutating func skipTrailer() throws {
        let left = Self.blockSize - file.offset % Self.blockSize
        if left < Self.headerSize { _ = try file.skip(left) }
    }

    private func damaged(_ offset: Int64, _ reason: String) -> ImportError {
        .malformed(path: file.path, offset: offset, reason: "\(reason); what came before was read")
    }

    private static func isChecked(_ header: [UInt8], _ data: [UInt8]) -> Bool {
        let stored = header[..<4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return Checksum32.ieee.of(data, after: header[6]) == stored
    }
}
