import Expressions

/// Reads a spec's file, what it includes, and the overrides, into layers: the later a layer, the stronger.
struct LayerReader {
    /// How many files one spec may pull in.
    static let fileLimit = 100

    let loader: SourceLoader
    let log: DiagnosticLog
    private(set) var layers: [YAMLNode] = []
    private(set) var sources = SourceMap()
    private var chain: [String] = []
    private var count = 0

    init(loader: SourceLoader, log: DiagnosticLog) {
        self.loader = loader
        self.log = log
    }

    /// Reads a file's includes first, then the file itself.
    mutating func readFile(_ path: String, mentionedAt mention: YAMLNode?) {
        if let start = chain.firstIndex(of: path), let mention {
            let circle = (chain[start...] + [path]).joined(separator: " includes ")
            return log.error("these files include one another: \(circle)", at: mention)
        }
        count += 1
        if count > Self.fileLimit, let mention {
            return log.error("more than \(Self.fileLimit) files are included", at: mention)
        }
        let what = mention == nil ? "the spec" : "the included file"
        guard let text = loader.text(of: path, mentionedAt: mention?.location, what: what) else { return }
        sources.add(text, path: path)
        let start = SourceLocation(file: path, line: 1, column: 1)
        let problems = log.diagnostics.count
        guard let root = YAMLReader(file: path, log: log).read(text) else {
            if log.diagnostics.count == problems { log.error("the file is empty", at: start) }
            return
        }
        guard let entries = root.entries else {
            return log.error("a spec is a mapping of keys, not \(root.kind)", at: root)
        }
        chain.append(path)
        for entry in entries where entry.key.text == "include" { readIncludes(entry.value, from: path) }
        chain.removeLast()
        layers.append(root)
    }

    private mutating func readIncludes(_ node: YAMLNode, from path: String) {
        let elements = node.elements ?? [node]
        for element in elements {
            guard case .string(let name)? = element.scalar?.value, !name.isEmpty else {
                log.error("an include is the path of a file, not \(element.kind)", at: element)
                continue
            }
            readFile(RelativePath.resolve(name, from: path), mentionedAt: element)
        }
    }

    /// Reads what `--set` was given; each override is a layer of its own.
    mutating func readOverrides(_ overrides: [String]) {
        guard !overrides.isEmpty else { return }
        sources.add(overrides.joined(separator: "\n"), path: OverrideReader.file)
        let reader = OverrideReader(log: log)
        for (index, override) in overrides.enumerated() {
            if let layer = reader.read(override, number: index + 1) { layers.append(layer) }
        }
    }

    /// The text of another file that the spec names, such as a schema or a CSV table.
    mutating func text(of path: String, mentionedAt node: YAMLNode, what: String) -> String? {
        guard let text = loader.text(of: path, mentionedAt: node.location, what: what) else { return nil }
        sources.add(text, path: path)
        return text
    }
}

/// Joins a path in a file with the folder that the file is in.
enum RelativePath {
    static func resolve(_ path: String, from file: String) -> String {
        if path.hasPrefix("/") { return path }
        var parts: [Substring] = []
        for part in file.split(separator: "/").dropLast() + path.split(separator: "/") {
            if part == "." { continue }
            if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
        }
        return (file.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }

    /// A path as it is named from the folder of a file: the opposite of `resolve`.
    ///
    /// An absolute path stays as it is beside a relative file, and so does one that a file above the working folder names.
    static func relative(_ path: String, to file: String) -> String {
        let folder = file.split(separator: "/").dropLast().filter { $0 != "." }
        let parts = path.split(separator: "/")
        let shared = zip(folder, parts).prefix { $0 == $1 }.count
        let above = folder.dropFirst(shared)
        guard path.hasPrefix("/") == file.hasPrefix("/"), !above.contains("..") else { return path }
        return (above.map { _ in ".." } + parts.dropFirst(shared)).joined(separator: "/")
    }
}
