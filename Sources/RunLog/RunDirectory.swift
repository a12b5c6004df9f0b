/// The folder of one attempt to run one trial: the contract between any trainer and the tracker.
///
/// It only names paths; nothing is read or made until asked. `docs/run-directory.md` describes each file.
public struct RunDirectory: Hashable, Sendable {
    /// The version of the format that this code reads and writes.
    public static let formatVersion: Int64 = 1

    /// The folder, as it was given.
    public let path: String

    /// The run directory at a path, whether it exists or not.
    public init(_ path: String) {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        self.path = path
    }

    /// The folder of an attempt: `RUNS/SWEEP/KEY/ATTEMPT`.
    ///
    /// - Throws: ``RunLogError/invalidName(_:reason:)`` when sweep or key cannot be a folder's name.
    public init(runs: String, sweep: String, key: String, attempt: Int) throws(RunLogError) {
        try Self.checkName(sweep)
        try Self.checkName(key)
        guard attempt >= 1 else { throw .invalidName("\(attempt)", reason: "attempts count from 1") }
        self.init("\(runs)/\(sweep)/\(key)/\(attempt)")
    }

    /// The resolved configuration: one nested JSON object.
    public var configuration: String { file("config.json") }
    /// The POSIX sh body that the wrapper runs.
    public var command: String { file("command.sh") }
    /// Who runs this.
    public var claim: String { file("claim") }
    /// Where and with what it was started.
    public var start: String { file("start.json") }
    /// A line for each log call.
    public var metrics: String { file("metrics.jsonl") }
    /// Like `metrics`, with names that begin with `system/`.
    public var systemMetrics: String { file("system.jsonl") }
    /// The last sign of life.
    public var heartbeat: String { file("heartbeat") }
    /// Standard output and standard error.
    public var log: String { file("log.txt") }
    /// How it ended.
    public var exit: String { file("exit.json") }
    /// That its submitter asked for its end before its time, and why.
    public var stop: String { file("stopped") }
    /// How far it is.
    public var progress: String { file("progress") }
    /// The trainer's checkpoints.
    public var checkpoints: String { file("checkpoints") }
    /// Files that the run produced for others.
    public var artifacts: String { file("artifacts") }
    /// A line for each artifact.
    public var artifactList: String { file("artifacts.jsonl") }

    /// Makes the attempt's folder, and those above it; exactly one caller succeeds.
    ///
    /// - Throws: ``RunLogError/attemptExists(path:)`` when it is there; ``FileError`` when the system refuses.
    public func create() throws {
        if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
            try SmallFile.makeFolders(String(path[..<slash]))
        }
        guard try SmallFile.makeFolder(path) else { throw RunLogError.attemptExists(path: path) }
    }

    /// Makes the folder unless it exists.
    ///
    /// - Throws: ``FileError`` when the system refuses.
    public func createIfAbsent() throws {
        try SmallFile.makeFolders(path)
    }

    /// Writes `config.json` at once; whoever reads sees the old one or the new one, whole.
    ///
    /// - Throws: ``FileError`` when the system refuses.
    public func write(configuration value: JSONValue) throws {
        try SmallFile.replace(configuration, with: value.indentedText + "\n", durable: true)
    }

    /// What `config.json` holds; nil when there is none.
    ///
    /// - Throws: ``FileError`` when it cannot be read, ``RunLogError/notJSON(path:_:)`` when it is not JSON.
    public func readConfiguration() throws -> JSONValue? {
        try Record.value(at: configuration)
    }

    private func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Checks that a text can name a file or folder on any common file system.
    static func checkName(_ name: String) throws(RunLogError) {
        if name.isEmpty { throw .invalidName(name, reason: "it is empty") }
        if name.utf8.count > 200 { throw .invalidName(name, reason: "it is longer than 200 bytes") }
        if name == "." || name == ".." { throw .invalidName(name, reason: "it means another folder") }
        if name.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 < 0x20 || $0 == 0x7F }) {
            throw .invalidName(name, reason: "it holds a slash or a control character")
        }
    }
}

extension RunDirectory {
    /// What a JSON file of the folder holds; nil when there is none.
    ///
    /// - Throws: ``FileError`` when it cannot be read, ``RunLogError/notJSON(path:_:)`` when it is not JSON.
    public func readObject(_ name: String) throws -> JSONValue? {
        try Record.value(at: "\(path)/\(name)")
    }
}
