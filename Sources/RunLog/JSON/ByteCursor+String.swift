extension ByteCursor {
    /// Reads a string with its escapes.
    mutating func string() throws(JSONError) -> String {
        let start = position
        if let range = plainString() {
            guard let text = String(validating: UnsafeRawBufferPointer(rebasing: bytes[range]), as: UTF8.self) else {
                throw JSONError(.badString, at: start)
            }
            return text
        }
        try expect(UInt8(ascii: "\""), .string)
        var unescaped: [UInt8] = []
        while !take(UInt8(ascii: "\"")) {
            guard !isAtEnd else { throw failure(.badString) }
            guard byte >= 0x20 else { throw JSONError(.badString, at: position) }
            if take(UInt8(ascii: "\\")) {
                try escape(into: &unescaped)
            } else {
                unescaped.append(byte)
                advance()
            }
        }
        guard let text = String(validating: unescaped, as: UTF8.self) else { throw JSONError(.badString, at: start) }
        return text
    }

    /// Reads what follows a backslash.
    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        let letter = byte
        guard !isAtEnd else { throw failure(.badString) }
        advance()
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: String(try scalar()).utf8)
        default: throw JSONError(.badString, at: position - 1)
        }
    }

    /// Reads the four digits after `\u`, and the second half of a surrogate pair.
    private mutating func scalar() throws(JSONError) -> Unicode.Scalar {
        let start = position
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(UInt32(first)) { return scalar }
        guard UTF16.isLeadSurrogate(first), take(literal: "\\u") else { throw JSONError(.badString, at: start) }
        let second = try codeUnit()
        guard UTF16.isTrailSurrogate(second) else { throw JSONError(.badString, at: start) }
        let value = 0x1_0000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
        guard let scalar = Unicode.Scalar(value) else { throw JSONError(.badString, at: start) }
        return scalar
    }

    private mutating func codeUnit() throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw failure(.badString)
            }
            unit = unit << 4 | UInt16(digit)
            advance()
        }
        return unit
    }
}
