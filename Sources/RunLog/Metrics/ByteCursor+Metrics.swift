extension ByteCursor {
    /// Reads a key without turning it into text.
    ///
    /// One with escapes is none of ours and comes back empty.
    @inline(__always) mutating func key() throws(JSONError) -> UnsafeRawBufferPointer {
        if let range = plainString() { return UnsafeRawBufferPointer(rebasing: bytes[range]) }
        _ = try string()
        return UnsafeRawBufferPointer(rebasing: bytes[0..<0])
    }

    /// Reads a number that was written as an integer.
    @inline(__always) mutating func integer() throws(JSONError) -> Int64 {
        let start = position
        guard case .int(let value) = try number() else { throw JSONError(.badNumber, at: start) }
        return value
    }

    /// Reads a metric's value: a number, or one of the strings `"NaN"`, `"Infinity"`, `"-Infinity"`.
    @inline(__always) mutating func metricValue() throws(JSONError) -> Double {
        guard byte == UInt8(ascii: "\"") else {
            switch try number() {
            case .int(let value): return Double(value)
            case .double(let value): return value
            }
        }
        if take(literal: "\"NaN\"") { return .nan }
        if take(literal: "\"Infinity\"") { return .infinity }
        if take(literal: "\"-Infinity\"") { return -.infinity }
        throw JSONError(.badNumber, at: position)
    }

    /// Steps over any value.
    mutating func skipValue() throws(JSONError) {
        var parser = JSONParser(bytes, at: position)
        position = try parser.skip()
    }
}
