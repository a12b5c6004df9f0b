import Expressions

/// Reads the files that describe clusters, and says everything that is wrong with them at once.
///
/// ```swift
/// let reading = ClusterReader { path in try bytes(of: path) }.read(["clusters.yaml"])
/// for problem in reading.diagnostics { print(problem.rendered(with: reading.sources)) }
/// let a100 = reading.cluster(named: "a100")
/// ```
public struct ClusterReader {
    private let load: (String) throws -> [UInt8]

    /// A reader of files.
    ///
    /// - Parameter loader: Gives the bytes of a file.
    public init(loader: @escaping (String) throws -> [UInt8]) {
        load = loader
    }

    /// Reads files; a cluster of an earlier one hides those of the same name in later ones.
    public func read(_ paths: [String]) -> ClusterReading {
        let log = DiagnosticLog()
        let loader = SourceLoader(load: load, log: log)
        var sources = SourceMap()
        var clusters: [ClusterProfile] = []
        for path in paths {
            guard let text = loader.text(of: path, mentionedAt: nil, what: "the clusters' file") else { continue }
            sources.add(text, path: path)
            let known = Set(clusters.map(\.name.value))
            clusters += Self.profiles(text, path, log).filter { !known.contains($0.name.value) }
        }
        return ClusterReading(clusters: clusters, log: log, sources: sources)
    }

    private static func profiles(_ text: String, _ path: String, _ log: DiagnosticLog) -> [ClusterProfile] {
        let start = SourceLocation(file: path, line: 1, column: 1)
        let problems = log.diagnostics.count
        guard let root = YAMLReader(file: path, log: log).read(text) else {
            if log.diagnostics.count == problems {
                log.error("the file is empty", at: start, advice: "It begins with 'clusters:'.")
            }
            return []
        }
        let nodes = NodeReader(log: log)
        guard let section = nodes.entries(root, of: "the clusters' file", known: ["clusters"])["clusters"] else {
            if log.diagnostics.count == problems {
                log.error("there is no 'clusters' in it", at: start)
            }
            return []
        }
        guard let entries = section.value.entries else {
            let message = "'clusters' must be a mapping from names to clusters, not \(section.value.kind)"
            log.error(message, at: section.value)
            return []
        }
        return entries.compactMap { ProfileReader(nodes: nodes).read($0) }
    }
}

/// What reading the files of clusters gave.
public struct ClusterReading: Sendable {
    /// The clusters, in the files' order; none when there is any error.
    public let clusters: [ClusterProfile]
    /// Everything wrong or surprising, in the order of the files.
    public let diagnostics: [Diagnostic]
    /// The files that were read, for excerpts.
    public let sources: SourceMap

    init(clusters: [ClusterProfile], log: DiagnosticLog, sources: SourceMap) {
        self.clusters = log.hasErrors ? [] : clusters
        diagnostics = log.diagnostics.inFileOrder
        self.sources = sources
    }

    /// Whether the files can be relied on.
    public var isSound: Bool { !diagnostics.contains { $0.severity == .error } }

    /// The cluster of that name.
    public func cluster(named name: String) -> ClusterProfile? {
        clusters.first { $0.name.value == name }
    }

    /// What was probably meant by a name that no cluster has.
    public func suggestion(for name: String) -> String? {
        Spelling.nearest(to: name, among: clusters.map(\.name.value))
    }
}
