import Glibc

/// Reads metric lines from bytes that may end anywhere.
///
/// Only lines that have their newline are taken in; a torn last line stays for the next pass. A line that is not of the
/// format is refused as a whole, with its byte offset, and the next line is read. A name that stands twice in one line
/// gives two points, of which the later is meant.
public struct MetricDecoder: Sendable {
    /// The longest line that is read, newline included.
    ///
    /// A longer one is refused without being held in memory.
    public static let lineLimit = 1 << 20

    /// How far the log has been taken in.
    public private(set) var cursor: MetricCursor
    private var table = MetricNameTable()
    /// For each name the one that followed it last time; the first entry is for the start of a line.
    private var successors: [Int32] = [-1]

    /// A decoder that goes on where another one ended.
    public init(from cursor: MetricCursor = .start) {
        self.cursor = cursor
    }

    /// The names met so far; the metrics of a batch are indices into it.
    public var names: [String] { table.names }

    /// Goes on elsewhere, keeping the names: with another log, say.
    public mutating func move(to cursor: MetricCursor) {
        self.cursor = cursor
    }

    /// Takes in the complete lines of a log's bytes.
    ///
    /// - Parameters:
    ///   - bytes: The log from ``cursor`` on, as far as it is there or wanted. To make progress whatever the log
    ///     holds, offer at least ``lineLimit`` bytes or all there are.
    ///   - batch: Gets the points and the refused lines.
    /// - Returns: How many bytes were taken in; the cursor has moved by as many.
    @discardableResult
    public mutating func decode(_ bytes: UnsafeRawBufferPointer, into batch: inout MetricBatch) -> Int {
        var start = 0
        while start < bytes.count, let base = bytes.baseAddress {
            let rest = bytes.count - start
            guard let newline = memchr(base + start, 0x0A, rest) else {
                start += refuseUnended(UnsafeRawBufferPointer(rebasing: bytes[start...]), into: &batch)
                break
            }
            let end = newline - UnsafeMutableRawPointer(mutating: base)
            take(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), into: &batch)
            cursor.offset += Int64(end + 1 - start)
            start = end + 1
        }
        return start
    }

    /// Takes in one line without its newline.
    @inline(__always) private mutating func take(_ line: UnsafeRawBufferPointer, into batch: inout MetricBatch) {
        if cursor.isSkipping {
            cursor.isSkipping = false
            return
        }
        guard line.count < Self.lineLimit else { return refuse(line, "longer than 1 MB", into: &batch) }
        let count = batch.count
        do {
            try decode(line: line, into: &batch)
            batch.lines += 1
        } catch {
            batch.truncate(to: count)
            refuse(line, error.description, into: &batch)
        }
    }

    /// Refuses a line that is too long already, though its end is not there yet.
    private mutating func refuseUnended(_ bytes: UnsafeRawBufferPointer, into batch: inout MetricBatch) -> Int {
        guard cursor.isSkipping || bytes.count >= Self.lineLimit else { return 0 }
        if !cursor.isSkipping { refuse(bytes, "longer than 1 MB", into: &batch) }
        cursor.isSkipping = true
        cursor.offset += Int64(bytes.count)
        return bytes.count
    }

    private func refuse(_ line: UnsafeRawBufferPointer, _ reason: String, into batch: inout MetricBatch) {
        let text = String(decoding: line.prefix(200), as: UTF8.self)
        batch.badLines.append(.init(offset: cursor.offset, reason: reason, text: text))
    }

    /// Reads `{"step":…,"time":…,"values":{…}}` with the keys in any order.
    ///
    /// Further keys are passed over.
    private mutating func decode(line: UnsafeRawBufferPointer, into batch: inout MetricBatch) throws(LineError) {
        var reader = ByteCursor(line)
        var fields = LineFields()
        do throws(JSONError) {
            reader.skipSpace()
            try reader.expect(UInt8(ascii: "{"), .object)
            repeat {
                try decodeField(&reader, &fields, into: &batch)
                reader.skipSpace()
            } while reader.take(UInt8(ascii: ","))
            try reader.expect(UInt8(ascii: "}"), .commaOrBrace)
            reader.skipSpace()
            guard reader.isAtEnd else { throw JSONError(.trailingText, at: reader.position) }
        } catch {
            throw .json(error)
        }
        guard fields.hasValues, let step = fields.step, let time = fields.time else { throw .missing(fields.missing) }
        guard 0...MetricName.highestStep ~= step else { throw .step(step) }
        guard abs(time) < 1e12 else { throw .time(time) }
        batch.fill(step: step, time: time)
    }

    @inline(__always) private mutating func decodeField(
        _ reader: inout ByteCursor,
        _ fields: inout LineFields,
        into batch: inout MetricBatch
    ) throws(JSONError) {
        reader.skipSpace()
        let start = reader.position
        let key = LineKey(try reader.key())
        reader.skipSpace()
        try reader.expect(UInt8(ascii: ":"), .colon)
        reader.skipSpace()
        guard fields.mark(key) else { throw JSONError(.duplicateKey(key.rawValue), at: start) }
        switch key {
        case .step: fields.step = try reader.integer()
        case .time: fields.time = try reader.metricValue()
        case .values: try decodeValues(&reader, into: &batch)
        case .other: try reader.skipValue()
        }
    }

    @inline(__always) private mutating func decodeValues(
        _ reader: inout ByteCursor,
        into batch: inout MetricBatch
    ) throws(JSONError) {
        try reader.expect(UInt8(ascii: "{"), .object)
        reader.skipSpace()
        if reader.take(UInt8(ascii: "}")) { return }
        var previous = 0
        repeat {
            reader.skipSpace()
            let metric = try number(ofNextName: &reader, after: previous)
            previous = Int(metric) + 1
            reader.skipSpace()
            try reader.expect(UInt8(ascii: ":"), .colon)
            reader.skipSpace()
            batch.append(metric: metric, value: try reader.metricValue())
            reader.skipSpace()
        } while reader.take(UInt8(ascii: ","))
        try reader.expect(UInt8(ascii: "}"), .commaOrBrace)
    }

    @inline(__always) private mutating func number(
        ofNextName reader: inout ByteCursor,
        after previous: Int
    ) throws(JSONError) -> Int32 {
        let start = reader.position
        let guess = successors[previous]
        let found: Int32?
        if let range = reader.plainString() {
            found = table.number(of: UnsafeRawBufferPointer(rebasing: reader.bytes[range]), guess: guess)
        } else {
            found = Array(try reader.string().utf8).withUnsafeBytes { table.number(of: $0, guess: guess) }
        }
        guard let number = found else { throw JSONError(.badString, at: start) }
        if number != guess {
            while successors.count <= table.names.count { successors.append(-1) }
            successors[previous] = number
        }
        return number
    }
}
