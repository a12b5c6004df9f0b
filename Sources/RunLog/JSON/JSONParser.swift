/// Reads one JSON text (RFC 8259) strictly: no comments, no trailing commas, no `NaN`, no key twice.
struct JSONParser {
    private var cursor: ByteCursor
    private var depth = 0

    init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0) {
        cursor = ByteCursor(bytes, at: position)
    }

    /// The value, which must be all there is.
    mutating func parse() throws(JSONError) -> JSONValue {
        let value = try value()
        cursor.skipSpace()
        guard cursor.isAtEnd else { throw JSONError(.trailingText, at: cursor.position) }
        return value
    }

    /// Steps over one value and says where it ends.
    mutating func skip() throws(JSONError) -> Int {
        _ = try value()
        return cursor.position
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        cursor.skipSpace()
        switch cursor.byte {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try cursor.string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: break
        }
        if cursor.take(literal: "true") { return .bool(true) }
        if cursor.take(literal: "false") { return .bool(false) }
        if cursor.take(literal: "null") { return .null }
        throw cursor.failure(.expected(.value))
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        switch try cursor.number() {
        case .int(let value): .int(value)
        case .double(let value): .double(value)
        }
    }

    private mutating func array() throws(JSONError) -> JSONValue {
        try enter()
        defer { depth -= 1 }
        cursor.skipSpace()
        var elements: [JSONValue] = []
        if cursor.take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try value())
            cursor.skipSpace()
            if cursor.take(UInt8(ascii: "]")) { return .array(elements) }
            try cursor.expect(UInt8(ascii: ","), .commaOrBracket)
        }
    }

    private mutating func object() throws(JSONError) -> JSONValue {
        try enter()
        defer { depth -= 1 }
        cursor.skipSpace()
        var members: [JSONValue.Member] = []
        var keys: Set<String> = []
        if cursor.take(UInt8(ascii: "}")) { return .object(members) }
        while true {
            cursor.skipSpace()
            let start = cursor.position
            let key = try cursor.string()
            guard keys.insert(key).inserted else { throw JSONError(.duplicateKey(key), at: start) }
            cursor.skipSpace()
            try cursor.expect(UInt8(ascii: ":"), .colon)
            members.append(JSONValue.Member(key, try value()))
            cursor.skipSpace()
            if cursor.take(UInt8(ascii: "}")) { return .object(members) }
            try cursor.expect(UInt8(ascii: ","), .commaOrBrace)
        }
    }

    /// Steps into a bracket or brace.
    ///
    /// The limit keeps a hostile text from exhausting the stack.
    private mutating func enter() throws(JSONError) {
        guard depth < JSONValue.depthLimit else { throw JSONError(.tooDeep, at: cursor.position) }
        depth += 1
        cursor.advance()
    }
}
