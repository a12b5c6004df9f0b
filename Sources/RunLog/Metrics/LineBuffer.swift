/// A growing row of bytes that keeps its memory when it is cleared.
struct LineBuffer: TextOutputStream, Sendable {
    private var bytes: [UInt8] = []

    mutating func clear() {
        bytes.removeAll(keepingCapacity: true)
    }

    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try bytes.withUnsafeBytes(body)
    }

    @inline(__always) mutating func append(byte: UInt8) {
        bytes.append(byte)
    }

    @inline(__always) mutating func append(bytes more: [UInt8]) {
        bytes.append(contentsOf: more)
    }

    @inline(__always) mutating func append(_ literal: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    mutating func append(integer value: Int64) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        append(digits: value.magnitude, atLeast: 1)
    }

    /// Seconds with three decimals: JSON floats round-trip, but nobody needs a microsecond of it in every line.
    mutating func append(seconds: Double) {
        guard abs(seconds) < 9e15 else {
            append(number: seconds)
            return
        }
        let milliseconds = Int64((seconds * 1000).rounded())
        if milliseconds < 0 { bytes.append(UInt8(ascii: "-")) }
        append(digits: milliseconds.magnitude / 1000, atLeast: 1)
        bytes.append(UInt8(ascii: "."))
        append(digits: milliseconds.magnitude % 1000, atLeast: 3)
    }

    /// The fewest digits that read back as the same float; whole numbers without a point.
    mutating func append(number value: Double) {
        if value.isNaN {
            append("\"NaN\"")
        } else if value.isInfinite {
            append(value < 0 ? "\"-Infinity\"" : "\"Infinity\"")
        } else if value == value.rounded(.towardZero), abs(value) < 1e15, value != 0 || value.sign == .plus {
            append(integer: Int64(value))
        } else {
            value.write(to: &self)
        }
    }

    mutating func write(_ string: String) {
        bytes.append(contentsOf: string.utf8)
    }

    /// What the standard library's number printing calls when a stream has it: it saves the text in between.
    ///
    /// Should it ever cease to, `write(_:)` does the same, slower.
    mutating func _writeASCII(_ buffer: UnsafeBufferPointer<UInt8>) {
        bytes.append(contentsOf: buffer)
    }

    private mutating func append(digits value: UInt64, atLeast count: Int) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var rest = value
            var first = digits.count
            repeat {
                first -= 1
                digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0 || digits.count - first < count
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[first...]))
        }
    }
}
