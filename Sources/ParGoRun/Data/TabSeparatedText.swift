/// The records of a text whose fields have tabs between them: a field may stand in double quotes, with tabs, line ends and
/// doubled quotes inside, as spreadsheets and pandas write it.
struct TabSeparatedText {
    /// A record and the line that it begins on, from 1.
    struct Record {
        let fields: [[UInt8]]
        let line: Int
    }

    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    private static let (tab, quote) = (UInt8(ascii: "\t"), UInt8(ascii: "\""))
    private static let (feed, carriage) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))

    /// A text's UTF-8 bytes; a byte-order mark at its beginning is passed over.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// The next record that is not empty, or nil at the end.
    mutating func next() -> Record? {
        while position < bytes.count {
            let start = line
            var fields: [[UInt8]] = []
            repeat { fields.append(field()) } while takeTab()
            takeLineEnd()
            if fields.count > 1 || !(fields.first ?? []).isEmpty { return Record(fields: fields, line: start) }
        }
        return nil
    }

    private mutating func field() -> [UInt8] {
        var result: [UInt8] = []
        if position < bytes.count, bytes[position] == Self.quote {
            position += 1
            result = quoted()
        }
        // What stands behind a closing quote belongs to the field, too, as other readers have it.
        let start = position
        while position < bytes.count, bytes[position] != Self.tab, bytes[position] != Self.feed,
            bytes[position] != Self.carriage
        {
            position += 1
        }
        return result.isEmpty ? Array(bytes[start..<position]) : result + bytes[start..<position]
    }

    /// Up to and with the closing quote; a quote that is never closed takes the rest.
    private mutating func quoted() -> [UInt8] {
        var result: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == Self.quote {
                guard position < bytes.count, bytes[position] == Self.quote else { return result }
                position += 1
            }
            if byte == Self.feed { line += 1 }
            result.append(byte)
        }
        return result
    }

    private mutating func takeTab() -> Bool {
        guard position < bytes.count, bytes[position] == Self.tab else { return false }
        position += 1
        return true
    }

    private mutating func takeLineEnd() {
        if position < bytes.count, bytes[position] == Self.carriage { position += 1 }
        if position < bytes.count, bytes[position] == Self.feed { position += 1 }
        line += 1
    }
}
