import Expressions

/// Reads expected tables, and says everything that is wrong with one at once, each with its place.
public struct ExpectedReader {
    private let load: (String) throws -> [UInt8]
    private let schema: TrainerSchema?

    /// A reader.
    ///
    /// - Parameters:
    ///   - schema: The trainer's; without it, metrics and keys are checked against runs only.
    ///   - loader: Gives the bytes of a file.
    public init(schema: TrainerSchema? = nil, loader: @escaping (String) throws -> [UInt8]) {
        self.schema = schema
        load = loader
    }

    /// Reads the table at a path.
    public func read(_ path: String) -> ExpectedReading {
        let log = DiagnosticLog()
        var sources = SourceMap()
        guard let text = SourceLoader(load: load, log: log).text(of: path, mentionedAt: nil, what: "the expected table")
        else { return ExpectedReading(table: nil, text: "", log: log, sources: sources) }
        sources.add(text, path: path)
        let root = YAMLReader(file: path, log: log).read(text)
        if root == nil, !log.hasErrors {
            log.error("the file is empty", at: SourceLocation(file: path, line: 1, column: 1))
        }
        let table = root.flatMap { ExpectedBuilder(path: path, schema: schema, log: log).table($0) }
        return ExpectedReading(table: log.hasErrors ? nil : table, text: text, log: log, sources: sources)
    }
}

/// What reading an expected table gave.
public struct ExpectedReading: Sendable {
    /// The table; nil when there is any error.
    public let table: ExpectedTable?
    /// The file's text.
    public let text: String
    /// Everything wrong or surprising, in order.
    public let diagnostics: [Diagnostic]
    /// The file, for excerpts.
    public let sources: SourceMap

    init(table: ExpectedTable?, text: String, log: DiagnosticLog, sources: SourceMap) {
        self.table = table
        self.text = text
        diagnostics = log.diagnostics.inFileOrder
        self.sources = sources
    }
}
