/// Reads sweep specs, and says everything that is wrong with one at once.
///
/// ```swift
/// let reader = SpecReader(schema: pargo, overrides: ["projector.depth=4"]) { path in try bytes(of: path) }
/// let reading = reader.read("sweeps/tokens.yaml")
/// for problem in reading.diagnostics { print(problem.rendered(with: reading.sources)) }
/// if let spec = reading.spec { for trial in spec.expansion() { print(trial.configuration.json) } }
/// ```
public struct SpecReader {
    private let load: (String) throws -> [UInt8]
    private let schema: TrainerSchema?
    private let overrides: [String]

    /// A reader.
    ///
    /// - Parameters:
    ///   - schema: The embedded trainer's schema, for specs with `trainer: pargo`.
    ///   - overrides: What `--set` was given, in order: `projector.depth=4`, `axes.projector.depth=[2, 4]`, `~lora.alpha`.
    ///   - loader: Gives the bytes of a file. Paths are those of the spec and its includes, joined and simplified.
    public init(
        schema: TrainerSchema? = nil,
        overrides: [String] = [],
        loader: @escaping (String) throws -> [UInt8]
    ) {
        self.schema = schema
        self.overrides = overrides
        load = loader
    }

    /// Reads a spec with everything that it includes.
    public func read(_ path: String) -> SpecReading {
        let log = DiagnosticLog()
        var layers = LayerReader(loader: SourceLoader(load: load, log: log), log: log)
        layers.readFile(path, mentionedAt: nil)
        layers.readOverrides(overrides)
        guard !layers.layers.isEmpty else { return SpecReading(spec: nil, log: log, sources: layers.sources) }
        var merger = SpecMerger(log: log)
        for layer in layers.layers { merger.add(layer) }
        let builder = SpecBuilder(root: merger.sections, path: path, layers: layers, embedded: schema, log: log)
        let spec = builder.build()
        return SpecReading(spec: log.hasErrors ? nil : spec, log: log, sources: builder.sources)
    }

    /// Reads a trainer's JSON Schema.
    public static func schema(_ text: String, path: String) -> SchemaReading {
        let log = DiagnosticLog()
        let schema = SchemaReader.read(text, file: path, log: log)
        return SchemaReading(schema: log.hasErrors ? nil : schema, diagnostics: log.diagnostics)
    }
}

/// What reading a spec gave.
public struct SpecReading: Sendable {
    /// The spec; nil when there is any error.
    public let spec: SweepSpec?
    /// Everything wrong or surprising, in the order of the files.
    public let diagnostics: [Diagnostic]
    /// The files that were read, for excerpts.
    public let sources: SourceMap

    init(spec: SweepSpec?, log: DiagnosticLog, sources: SourceMap) {
        self.spec = spec
        diagnostics = log.diagnostics.inFileOrder
        self.sources = sources
    }
}

/// What reading a schema gave.
public struct SchemaReading: Sendable {
    /// The schema; nil when there is any error.
    public let schema: TrainerSchema?
    /// What is wrong with it.
    public let diagnostics: [Diagnostic]
}

extension [Diagnostic] {
    /// Files in the order of first mention, and within each file by place.
    var inFileOrder: [Diagnostic] {
        var files: [String: Int] = [:]
        for diagnostic in self {
            if let file = diagnostic.location?.file, files[file] == nil { files[file] = files.count }
        }
        let place = { (diagnostic: Diagnostic) -> (Int, Int, Int) in
            guard let location = diagnostic.location else { return (.max, 0, 0) }
            return (files[location.file] ?? 0, location.line, location.column)
        }
        return enumerated().sorted { (place($0.element), $0.offset) < (place($1.element), $1.offset) }.map(\.element)
    }
}

private func < (left: ((Int, Int, Int), Int), right: ((Int, Int, Int), Int)) -> Bool {
    left.0 == right.0 ? left.1 < right.1 : left.0 < right.0
}
