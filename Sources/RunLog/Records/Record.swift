/// Reading one JSON record: types are checked here, once, and every error names the file and the key.
struct Record {
    let path: String
    let value: JSONValue

    /// The record in a file; nil when there is no such file.
    init?(at path: String) throws {
        guard let value = try Self.value(at: path) else { return nil }
        guard case .object = value else {
            throw RunLogError.notJSON(path: path, JSONError(.expected(.object), at: 0))
        }
        self.path = path
        self.value = value
        try checkVersion()
    }

    /// The JSON in a file; nil when there is no such file.
    static func value(at path: String) throws -> JSONValue? {
        guard let bytes = try SmallFile.read(path) else { return nil }
        do {
            return try JSONValue(parsing: bytes)
        } catch {
            throw RunLogError.notJSON(path: path, error)
        }
    }

    /// A record without `version` is of version 1.
    private func checkVersion() throws(RunLogError) {
        guard let version = value["version"] else { return }
        guard let number = version.intValue else { throw bad("version", "an integer") }
        guard number <= RunDirectory.formatVersion else { throw .newerVersion(path: path, version: number) }
    }

    func string(_ key: String) throws(RunLogError) -> String {
        guard let text = try optionalString(key) else { throw bad(key, "a string") }
        return text
    }

    func optionalString(_ key: String) throws(RunLogError) -> String? {
        guard let found = present(key) else { return nil }
        guard let text = found.stringValue else { throw bad(key, "a string") }
        return text
    }

    func int(_ key: String) throws(RunLogError) -> Int64 {
        guard let number = try optionalInt(key) else { throw bad(key, "an integer") }
        return number
    }

    func optionalInt(_ key: String) throws(RunLogError) -> Int64? {
        guard let found = present(key) else { return nil }
        guard let number = found.intValue else { throw bad(key, "an integer") }
        return number
    }

    func time(_ key: String) throws(RunLogError) -> Double {
        guard let seconds = present(key)?.doubleValue, seconds.isFinite else {
            throw bad(key, "a time in seconds since 1970")
        }
        return seconds
    }

    func bad(_ key: String, _ expected: String) -> RunLogError {
        .badRecord(path: path, key: key, expected: expected)
    }

    /// What stands under a key; `null` is as good as nothing.
    private func present(_ key: String) -> JSONValue? {
        value[key].flatMap { $0 == .null ? nil : $0 }
    }
}
