public import Expressions

/// The keys of a configuration with their values, sorted by path.
public struct Configuration: Hashable, Sendable {
    /// The keys, sorted.
    public let entries: [Assignment]

    init(_ sorted: [Assignment]) {
        entries = sorted
    }

    /// The value of a key; nil when the configuration leaves it to the trainer.
    public subscript(path: String) -> Value? {
        entries.first { $0.path == path }?.value
    }

    /// The same with the trainer's default for every key that is absent.
    public func resolved(with schema: TrainerSchema) -> Configuration {
        let set = Set(entries.map(\.path))
        let defaults = schema.parameters.compactMap { parameter -> Assignment? in
            guard !set.contains(parameter.path), let value = parameter.defaultValue else { return nil }
            return Assignment(path: parameter.path, value: value)
        }
        return Configuration((entries + defaults).sorted { $0.path < $1.path })
    }

    /// The configuration as one nested JSON object, such as `config.json` holds: the same text for the same values.
    public var json: String {
        var text = ""
        write(entries.map { (path: $0.path.split(separator: "."), value: $0.value) }[...], 0, &text)
        return text + "\n"
    }

    /// Writes the entries, which share their first `depth` parts.
    private func write(_ entries: ArraySlice<(path: [Substring], value: Value)>, _ depth: Int, _ text: inout String) {
        let indent = String(repeating: "  ", count: depth + 1)
        text += "{"
        var rest = entries
        var isFirst = true
        while let next = rest.first {
            text += isFirst ? "\n" : ",\n"
            isFirst = false
            text += indent
            JSONText.append(String(next.path[depth]), to: &text)
            text += ": "
            if next.path.count == depth + 1 {
                JSONText.append(next.value, to: &text)
                rest = rest.dropFirst()
            } else {
                let group = rest.prefix { $0.path.count > depth + 1 && $0.path[depth] == next.path[depth] }
                write(group, depth + 1, &text)
                rest = rest.dropFirst(group.count)
            }
        }
        text += isFirst ? "}" : "\n" + String(repeating: "  ", count: depth) + "}"
    }
}
