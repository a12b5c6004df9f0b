/// Which tensors of some files go into which weights, settled before any weight is changed.
public struct WeightLoading {
    /// The tensors that are used, by name.
    let bindings: [WeightBinding]
    /// Weights that no file has.
    public let missing: [String]
    /// Tensors that were meant for something, but for no weight of this model.
    public let leftOver: [String]
    /// Tensors of known public checkpoints that ParGo has no use for.
    public let unused: [String]
    private let source: WeightSource

    /// Looks for each of `parameters`.
    ///
    /// Throws `FileFailure` for a tensor of another shape, or two for one weight.
    public init(_ source: WeightSource, into parameters: [Parameter]) throws(FileFailure) {
        let wanted = Dictionary(parameters.map { ($0.name, $0) }) { first, _ in first }
        var (bindings, leftOver, unused) = ([WeightBinding](), [String](), [String]())
        var owners: [ObjectIdentifier: String] = [:]
        let encoders = Self.encodersAlone(source)
        for (name, place) in source.tensors.sorted(by: { $0.key < $1.key }) {
            let isExact = wanted[name] != nil
            let isAlone = !isExact && encoders.contains(ObjectIdentifier(place.file))
            let meaning = isExact ? .weight(name) : WeightNames.meaning(name, isEncoderAlone: isAlone)
            guard let binding = try WeightBinding(name, place, meaning, wanted) else {
                if meaning == .unused { unused.append(name) } else { leftOver.append(name) }
                continue
            }
            try binding.check()
            for parameter in binding.parameters {
                if let other = owners.updateValue(name, forKey: ObjectIdentifier(parameter)) {
                    throw FileFailure(place.file.url, "\(other) and \(name) are both \(parameter.name)")
                }
            }
            bindings.append(binding)
        }
        try Self.tieHead(source, wanted, &owners, &bindings)
        (self.source, self.bindings, self.leftOver, self.unused) = (source, bindings, leftOver, unused)
        missing = parameters.filter { owners[ObjectIdentifier($0)] == nil }.map(\.name)
    }

    /// Files with timm's encoder and nothing else, whose names have no prefix.
    private static func encodersAlone(_ source: WeightSource) -> Set<ObjectIdentifier> {
        let files = Dictionary(grouping: source.tensors) { ObjectIdentifier($0.value.file) }
        return Set(files.filter { WeightNames.isEncoderAlone($0.value.map(\.key)) }.keys)
    }

    /// A Llama with tied embeddings has no head of its own: the token table stands in.
    private static func tieHead(
        _ source: WeightSource,
        _ wanted: [String: Parameter],
        _ owners: inout [ObjectIdentifier: String],
        _ bindings: inout [WeightBinding]
    ) throws(FileFailure) {
        guard let head = wanted["lm_head.weight"], owners[ObjectIdentifier(head)] == nil,
            let table = wanted["model.embed_tokens.weight"], let own = owners[ObjectIdentifier(table)],
            let index = bindings.firstIndex(where: { $0.name == own }), head.value.shape == table.value.shape
        else { return }
        owners[ObjectIdentifier(head)] = own
        bindings[index].tied = head
    }

    /// Throws where a weight is missing that does not start with one of the `optional` prefixes.
    public func requireAll(but optional: [String] = []) throws(FileFailure) {
        let needed = missing.filter { name in !optional.contains { name.hasPrefix($0) } }
        guard !needed.isEmpty else { return }
        let rest = leftOver.isEmpty ? "" : "; it has \(Self.listed(leftOver)), which nothing here is called"
        throw FileFailure(source, "lacks \(Self.listed(needed))\(rest)")
    }

    /// Copies the numbers of all tensors that are used.
    public func load() {
        for binding in bindings { binding.load() }
    }

    /// What was used, left over and ignored, a line each.
    public var report: [String] {
        var lines = use
        if !missing.isEmpty { lines.insert("missing, so as made: \(Self.listed(missing))", at: 1) }
        return lines
    }

    /// The same without what is missing.
    var use: [String] {
        var lines = ["\(bindings.count) tensors loaded from \(source.name)"]
        if !leftOver.isEmpty { lines.append("left over: \(Self.listed(leftOver))") }
        if !unused.isEmpty { lines.append("not used by ParGo: \(Self.listed(unused))") }
        return lines
    }

    static func listed(_ names: [String]) -> String {
        names.count <= 8
            ? names.joined(separator: ", ") : names.prefix(8).joined(separator: ", ") + " and \(names.count - 8) more"
    }
}
