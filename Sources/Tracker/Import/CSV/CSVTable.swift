import Foundation

/// A table of texts, read whole: commas, semicolons or tabs, quotes as in RFC 4180, any line ends.
struct CSVTable {
    private static let sizeLimit: Int64 = 1 << 30

    let path: String
    private(set) var header: [String] = []
    private(set) var rows: [[String]] = []

    init(_ path: String) throws {
        self.path = path
        var file = try SequentialFile(path)
        guard file.size <= Self.sizeLimit else {
            throw ImportError.malformed(path: path, offset: nil, reason: "it is larger than 1 GB: split it")
        }
        var bytes = try file.read(Int(file.size)) ?? []
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        try parse(bytes)
        guard !header.isEmpty else { throw ImportError.columns(path: path, reason: "it has no header line") }
    }

    /// Parses the bytes; the separator is the one that the first line has most of.
    private mutating func parse(_ bytes: [UInt8]) throws {
        let first = bytes.prefix { $0 != 0x0A }
        let separators: [UInt8] = [0x2C, 0x3B, 0x09]
        let counts = separators.map { separator in first.count { $0 == separator } }
        let separator = separators[counts.indices.max { counts[$0] < counts[$1] } ?? 0]
        var fields: [String] = []
        var field: [UInt8] = []
        var quoteStart: Int?
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if quoteStart != nil {
                guard byte == 0x22 else {
                    field.append(byte)
                    continue
                }
                if index < bytes.count, bytes[index] == 0x22 {
                    field.append(byte)
                    index += 1
                } else {
                    quoteStart = nil
                }
            } else if byte == 0x22, field.isEmpty {
                quoteStart = index - 1
            } else if byte == separator {
                fields.append(Self.text(&field))
            } else if byte == 0x0A || byte == 0x0D {
                if byte == 0x0D, index < bytes.count, bytes[index] == 0x0A { index += 1 }
                fields.append(Self.text(&field))
                add(&fields)
            } else {
                field.append(byte)
            }
        }
        if let quoteStart {
            throw ImportError.malformed(path: path, offset: Int64(quoteStart), reason: "this quote is never closed")
        }
        if !field.isEmpty || !fields.isEmpty {
            fields.append(Self.text(&field))
            add(&fields)
        }
    }

    private mutating func add(_ fields: inout [String]) {
        defer { fields = [] }
        if fields == [""] { return }
        if header.isEmpty { header = fields } else { rows.append(fields) }
    }

    private static func text(_ field: inout [UInt8]) -> String {
        defer { field.removeAll(keepingCapacity: true) }
        return String(decoding: field, as: UTF8.self)
    }

    /// A cell without spaces around it; nil where it is empty or the row too short.
    func cell(_ row: [String], _ column: Int?) -> String? {
        guard let column, column < row.count else { return nil }
        let text = row[column].trimmingCharacters(in: .whitespaces)
        return text.isEmpty ? nil : text
    }
}
