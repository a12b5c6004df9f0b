/// A place in a text that is being read as JSON, one byte at a time.
///
/// It borrows the bytes: it must not outlive the closure that handed them out.
struct ByteCursor {
    let bytes: UnsafeRawBufferPointer
    var position: Int

    init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    /// The byte here, or zero at the end: zero stands nowhere in JSON's grammar, so no caller mistakes it.
    @inline(__always) var byte: UInt8 {
        position < bytes.count ? bytes[position] : 0
    }

    @inline(__always) var isAtEnd: Bool { position >= bytes.count }

    @inline(__always) mutating func advance(_ count: Int = 1) {
        position += count
    }

    @inline(__always) mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    /// Steps over a byte if it stands here.
    @inline(__always) mutating func take(_ wanted: UInt8) -> Bool {
        guard byte == wanted, !isAtEnd else { return false }
        position += 1
        return true
    }

    /// Steps over a byte that must stand here.
    @inline(__always) mutating func expect(
        _ wanted: UInt8,
        _ name: JSONError.Wanted
    ) throws(JSONError) {
        guard take(wanted) else { throw failure(.expected(name)) }
    }

    /// Steps over a literal such as `true`.
    mutating func take(literal: StaticString) -> Bool {
        let count = literal.utf8CodeUnitCount
        guard position + count <= bytes.count else { return false }
        for index in 0..<count where bytes[position + index] != literal.utf8Start[index] { return false }
        position += count
        return true
    }

    /// The error for something missing here: the end of the text says so itself.
    func failure(_ reason: JSONError.Reason) -> JSONError {
        JSONError(isAtEnd ? .endOfText : reason, at: position)
    }

    /// Steps over a string without escapes and gives the bytes between its quotes; nil, not moving, when it has an
    /// escape or is no string: ``string()`` then decides.
    @inline(__always) mutating func plainString() -> Range<Int>? {
        guard byte == UInt8(ascii: "\"") else { return nil }
        var end = position + 1
        while end < bytes.count {
            let byte = bytes[end]
            if byte == UInt8(ascii: "\"") {
                defer { position = end + 1 }
                return position + 1..<end
            }
            guard byte != UInt8(ascii: "\\"), byte >= 0x20 else { return nil }
            end += 1
        }
        return nil
    }
}
