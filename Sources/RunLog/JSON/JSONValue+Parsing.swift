extension JSONValue {
    /// How many arrays and objects may stand inside one another.
    public static let depthLimit = 64

    /// Parses a JSON text strictly (RFC 8259); a key that stands twice is an error.
    ///
    /// - Throws: ``JSONError`` with the byte at which the text stops being JSON.
    public init(parsing text: String) throws(JSONError) {
        try self.init(parsing: Array(text.utf8))
    }

    /// Parses UTF-8 bytes as a JSON text.
    ///
    /// - Throws: ``JSONError`` with the byte at which the text stops being JSON.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        let parsed: Result<JSONValue, JSONError> = bytes.withUnsafeBytes { raw in
            Result { () throws(JSONError) in
                var parser = JSONParser(raw)
                return try parser.parse()
            }
        }
        self = try parsed.get()
    }
}
