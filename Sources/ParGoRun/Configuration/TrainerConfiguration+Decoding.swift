extension TrainerConfiguration {
    /// The configuration of a JSON text: absent keys take the preset's defaults.
    ///
    /// Throws `ConfigurationError` at the first key that is unknown, of another type, out of range, or at odds with another.
    public init(json bytes: [UInt8]) throws(ConfigurationError) {
        let node: JSONNode
        do { node = try JSONNode.parse(bytes) } catch { throw ConfigurationError("", "is no JSON") }
        try self.init(node)
    }

    /// The configuration of a JSON object.
    public init(_ node: JSONNode) throws(ConfigurationError) {
        guard case .object(let members) = node else {
            throw ConfigurationError("", "must be an object of keys, not \(node.kind)")
        }
        let values = try Self.flatten(members, prefix: "")
        self.init()
        if let (path, value) = values.first(where: { $0.0 == "preset" }) {
            try Self.key(path).apply(value, to: &self)
            self = TrainerConfiguration(preset)
        }
        for (path, value) in values { try Self.key(path).apply(value, to: &self) }
        try check()
    }

    /// Paths and values of nested objects: `{"lora": {"rank": 8}}` is `lora.rank` and 8.
    private static func flatten(
        _ members: [JSONNode.Member],
        prefix: String
    ) throws(ConfigurationError) -> [(String, JSONNode)] {
        var result: [(String, JSONNode)] = []
        for member in members {
            let path = prefix + member.key
            if case .object(let inner) = member.value {
                guard ConfigurationTable.keys.contains(where: { $0.path.hasPrefix(path + ".") }) else {
                    throw unknown(path)
                }
                result += try flatten(inner, prefix: path + ".")
            } else {
                result.append((path, member.value))
            }
        }
        return result
    }

    private static func key(_ path: String) throws(ConfigurationError) -> ConfigurationKey {
        guard let key = ConfigurationTable.keys.first(where: { $0.path == path }) else { throw unknown(path) }
        return key
    }

    private static func unknown(_ path: String) -> ConfigurationError {
        let paths = ConfigurationTable.keys.map(\.path)
        if paths.contains(where: { $0.hasPrefix(path + ".") }) {
            return ConfigurationError(path, "is a section and needs an object of keys")
        }
        let sections = Set(paths.compactMap { $0.contains(".") ? $0.prefix { $0 != "." } : nil }.map(String.init))
        let options = path.contains(".") ? paths : sections.sorted() + paths
        return ConfigurationError(
            path,
            "is no key of this trainer",
            suggestion: Spelling.suggestion(for: path, among: options)
        )
    }
}

extension ConfigurationKey {
    /// Puts a JSON value into its place.
    func apply(_ node: JSONNode, to configuration: inout TrainerConfiguration) throws(ConfigurationError) {
        switch field {
        case .integer(let place, let range):
            configuration[keyPath: place] = try integer(node, range)
        case .number(let place, let bounds):
            configuration[keyPath: place] = try number(node, bounds)
        case .integers(let place, let range):
            var values: [Int] = []
            for item in try list(node) { values.append(try integer(item, range)) }
            configuration[keyPath: place] = values
        case .pair(let first, let second, let bounds):
            let items = try list(node)
            guard items.count == 2 else { throw ConfigurationError(path, "needs 2 numbers, has \(items.count)") }
            configuration[keyPath: first] = try number(items[0], bounds)
            configuration[keyPath: second] = try number(items[1], bounds)
        case .word(let words):
            words.set(&configuration, [try word(node, words)])
        case .words(let words):
            var values: [String] = []
            for item in try list(node) { values.append(try word(item, words)) }
            guard Set(values).count == values.count else { throw ConfigurationError(path, "names something twice") }
            words.set(&configuration, values)
        case .text(let place):
            guard case .text(let value) = node else {
                throw ConfigurationError(path, "must be a text, not \(node.kind)")
            }
            configuration[keyPath: place] = value
        }
    }

    private func integer(_ node: JSONNode, _ range: ClosedRange<Int>) throws(ConfigurationError) -> Int {
        guard case .integer(let value) = node else {
            throw ConfigurationError(path, "must be a whole number, not \(node.kind)")
        }
        guard range.contains(value) else {
            throw ConfigurationError(path, "is \(value), must be \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    private func number(_ node: JSONNode, _ bounds: Bounds) throws(ConfigurationError) -> Double {
        let value: Double
        switch node {
        case .integer(let whole): value = Double(whole)
        case .number(let other): value = other
        default: throw ConfigurationError(path, "must be a number, not \(node.kind)")
        }
        guard bounds.contains(value) else {
            let low = "\(bounds.excludesLow ? "above" : "at least") \(JSONNode.number(bounds.low))"
            let high = bounds.high.map { " and at most \(JSONNode.number($0))" } ?? ""
            throw ConfigurationError(path, "is \(JSONNode.number(value)), must be \(low)\(high)")
        }
        return value
    }

    private func word(_ node: JSONNode, _ words: Words) throws(ConfigurationError) -> String {
        guard case .text(let value) = node else {
            throw ConfigurationError(path, "must be a text, not \(node.kind)")
        }
        guard words.options.contains(value) else {
            throw ConfigurationError(
                path,
                "is '\(value)', must be one of \(words.options.joined(separator: ", "))",
                suggestion: Spelling.suggestion(for: value, among: words.options)
            )
        }
        return value
    }

    private func list(_ node: JSONNode) throws(ConfigurationError) -> [JSONNode] {
        guard case .list(let items) = node else { throw ConfigurationError(path, "must be a list, not \(node.kind)") }
        return items
    }
}
