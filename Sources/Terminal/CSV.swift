/// Comma-separated values (RFC 4180), lines ended by a newline alone, as the tools of data analysis read and write it.
public struct CSV: TextOutputStream, Sendable {
    private var bytes: [UInt8] = []
    private var isAtStart = true

    /// No lines yet.
    public init() {}

    /// The lines so far.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Adds a field, in quotes where it holds a comma, a quote, a line break, or a space at either end.
    public mutating func add(_ field: String) {
        part()
        let needsQuotes =
            field.utf8.contains { $0 <= 0x2C && Self.special($0) } || field.utf8.first == 0x20
            || field.utf8.last == 0x20
        guard needsQuotes else { return write(field) }
        bytes.append(UInt8(ascii: "\""))
        for byte in field.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Adds a number with the fewest digits that read back as the same: `NaN`, `Infinity`, `-Infinity` for what is none.
    public mutating func add(_ number: Double) {
        part()
        if number.isNaN {
            write("NaN")
        } else if number.isInfinite {
            write(number < 0 ? "-Infinity" : "Infinity")
        } else {
            number.write(to: &self)
        }
    }

    /// Adds a whole number.
    public mutating func add(_ number: Int64) {
        part()
        write(String(number))
    }

    /// Adds a field that holds nothing.
    public mutating func addNothing() { part() }

    /// Ends the line.
    public mutating func endLine() {
        bytes.append(UInt8(ascii: "\n"))
        isAtStart = true
    }

    /// Adds text as it stands.
    public mutating func write(_ string: String) { bytes.append(contentsOf: string.utf8) }

    /// What the standard library's number printing calls when a stream has it: it saves the text in between.
    public mutating func _writeASCII(_ buffer: UnsafeBufferPointer<UInt8>) { bytes.append(contentsOf: buffer) }

    /// A line of fields, newline included.
    public static func line(_ fields: [String]) -> String {
        var csv = CSV()
        for field in fields { csv.add(field) }
        csv.endLine()
        return csv.text
    }

    private mutating func part() {
        if !isAtStart { bytes.append(UInt8(ascii: ",")) }
        isAtStart = false
    }

    private static func special(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == 0x0A || byte == 0x0D
    }
}
