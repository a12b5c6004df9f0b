/// What one party knows of what a run was made from and where: a file of the folder `capture/`.
public struct CaptureRecord: Hashable, Sendable {
    /// Who knows it.
    ///
    /// Where several tell of the same thing, the later of these counts.
    public enum Source: String, CaseIterable, Sendable {
        /// The program that submitted the run.
        case submitter
        /// The shell script around it.
        case wrapper
        /// The trainer itself.
        case trainer
    }

    /// Who knows it.
    public let source: Source
    /// `argv`, `git`, `environment`, `packages`, `host`, `gpus`, `slurm` and whatever else, each with what is known.
    public let sections: [JSONValue.Member]

    /// A record to be written.
    public init(source: Source, sections: [JSONValue.Member]) {
        self.source = source
        self.sections = sections
    }

    /// Writes the record at once.
    ///
    /// - Throws: ``FileError`` when the system refuses.
    public func write(to directory: RunDirectory) throws {
        _ = try SmallFile.makeFolder(directory.captureFolder)
        let version = JSONValue.Member("version", .int(RunDirectory.formatVersion))
        let text = JSONValue.object([version] + sections).indentedText + "\n"
        try SmallFile.replace(directory.capture(of: source), with: text, durable: false)
    }

    /// What a party wrote; nil when it wrote nothing.
    ///
    /// - Throws: ``RunLogError`` for a record that cannot be understood, ``FileError``.
    public static func read(_ source: Source, from directory: RunDirectory) throws -> CaptureRecord? {
        let path = directory.capture(of: source)
        guard let bytes = try SmallFile.read(path) else { return nil }
        do {
            // An environment may hold bytes that are no UTF-8, which a shell hands on as they are.
            let value = try JSONValue(parsing: Array(String(decoding: bytes, as: UTF8.self).utf8))
            guard case .object(let members) = value else { throw JSONError(.expected(.object), at: 0) }
            return CaptureRecord(source: source, sections: members.filter { $0.key != "version" })
        } catch let error as JSONError {
            throw RunLogError.notJSON(path: path, error)
        }
    }
}

extension RunDirectory {
    /// What is known of the run's making: a file for each party.
    public var captureFolder: String { "\(path)/capture" }

    /// What one party knows of the run's making.
    public func capture(of source: CaptureRecord.Source) -> String { "\(captureFolder)/\(source.rawValue).json" }
}
