import RunLog

/// A name and a JSON text, as W&B writes configuration, history and summaries.
struct WandBItem {
    let name: String
    private let json: String

    /// An item: 1 is its key, 2 the parts of a nested key, 16 the JSON.
    init?(_ message: ProtobufMessage) {
        var parts: [String] = []
        var json: String?
        for field in message {
            switch field.number {
            case 1, 2: if let part = field.value.text, !part.isEmpty { parts.append(part) }
            case 16: json = field.value.text
            default: break
            }
        }
        guard let json, !parts.isEmpty else { return nil }
        name = parts.joined(separator: ".")
        self.json = json
    }

    /// The value; nil for what is no JSON.
    var value: JSONValue? {
        switch json {
        // Python's own words, which JSON has not.
        case "NaN", "Infinity", "-Infinity": .string(json)
        default: try? JSONValue(parsing: json)
        }
    }

    /// The numbers in it by name: one, or those of a nested object; texts, lists, pictures are none.
    var numbers: [(name: String, value: Double)] {
        guard let value, value["_type"] == nil else { return [] }
        return value.leaves.compactMap { leaf in
            let isWord = leaf.value.stringValue != nil && json.first == "\""
            guard !isWord, let number = leaf.value.doubleValue else { return nil }
            return (leaf.key.isEmpty ? name : "\(name).\(leaf.key)", number)
        }
    }
}
