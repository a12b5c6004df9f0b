import Hashing

/// A file that a run produced for others: one line of `artifacts.jsonl`.
public struct ArtifactRecord: Hashable, Sendable {
    /// Its path below `artifacts/`.
    public let name: String
    /// Its length.
    public let bytes: Int64
    /// The SHA-256 of its content, in hexadecimal.
    public let sha256: String
    /// When it was registered, in seconds since 1970.
    public let time: Double

    /// A record of a file whose digest is known.
    public init(name: String, bytes: Int64, sha256: String, time: Double) {
        self.name = name
        self.bytes = bytes
        self.sha256 = sha256
        self.time = time
    }

    /// Measures and hashes a file below `artifacts/`.
    ///
    /// - Throws: ``RunLogError/invalidName(_:reason:)`` for a name that leads elsewhere, ``FileError`` when the file
    ///   cannot be read.
    public init(of name: String, in directory: RunDirectory, at time: Double) throws {
        for part in name.split(separator: "/", omittingEmptySubsequences: false) {
            try RunDirectory.checkName(String(part))
        }
        let file = try OpenFile("\(directory.artifacts)/\(name)", .follow)
        var hash = SHA256()
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        var offset: Int64 = 0
        while true {
            let count = try file.read(into: &chunk, count: chunk.count, at: offset)
            chunk[..<count].withUnsafeBytes { hash.update($0) }
            offset += Int64(count)
            if count < chunk.count { break }
        }
        self.init(name: name, bytes: offset, sha256: hash.finish().hexadecimal, time: time)
    }

    /// Adds the line to `artifacts.jsonl`.
    ///
    /// - Throws: ``FileError`` when the system refuses.
    public func append(to directory: RunDirectory) throws {
        let json = JSONValue.object([
            .init("name", .string(name)), .init("bytes", .int(bytes)), .init("sha256", .string(sha256)),
            .init("time", .double(time)),
        ])
        var line = LineFile(try OpenFile(directory.artifactList, .append))
        try Array((json.text + "\n").utf8).withUnsafeBytes { try line.append($0) }
        try line.sync()
    }

    /// The registered artifacts of a run directory, the latest of each name, in order of registration.
    ///
    /// A torn last line is left for later; a line that cannot be understood is skipped, as it names no file.
    ///
    /// - Throws: ``FileError`` when the list is there and cannot be read.
    public static func readAll(from directory: RunDirectory) throws -> [ArtifactRecord] {
        guard let bytes = try SmallFile.read(directory.artifactList) else { return [] }
        let complete = bytes.lastIndex(of: UInt8(ascii: "\n")).map { bytes[..<$0] } ?? []
        var latest: [String: Int] = [:]
        var records: [ArtifactRecord] = []
        for line in complete.split(separator: UInt8(ascii: "\n")) {
            guard let record = ArtifactRecord(line: Array(line)) else { continue }
            if let earlier = latest[record.name] {
                records[earlier] = record
            } else {
                latest[record.name] = records.count
                records.append(record)
            }
        }
        return records
    }

    private init?(line: [UInt8]) {
        guard let json = try? JSONValue(parsing: line), let name = json["name"]?.stringValue,
            let bytes = json["bytes"]?.intValue, let sha256 = json["sha256"]?.stringValue,
            let time = json["time"]?.doubleValue
        else { return nil }
        self.init(name: name, bytes: bytes, sha256: sha256, time: time)
    }
}
