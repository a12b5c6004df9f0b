/// A JSON value with its keys in order: what a schema is built from.
indirect enum SchemaNode: Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    case text(String)
    /// JSON that is written already, such as a number.
    case raw(String)
    case bool(Bool)
    case list([SchemaNode])
    case object([(String, SchemaNode)])

    init(stringLiteral value: String) {
        self = .text(value)
    }

    init(integerLiteral value: Int) {
        self = .raw(String(value))
    }

    /// The schema of a type with a description.
    static func type(_ name: String, _ description: String? = nil, _ more: [(String, SchemaNode)] = []) -> SchemaNode {
        .object([("type", .text(name))] + more + (description.map { [("description", .text($0))] } ?? []))
    }

    /// The schema under that name in `$defs`.
    static func reference(_ name: String) -> SchemaNode {
        .object([("$ref", .text("#/$defs/" + name.split(separator: " ").joined(separator: "%20")))])
    }

    /// The schema that allows what any of several do.
    static func any(_ schemas: [SchemaNode], _ description: String? = nil) -> SchemaNode {
        .object((description.map { [("description", .text($0))] } ?? []) + [("anyOf", .list(schemas))])
    }

    /// The schema of one of several words.
    static func words(_ words: [String], _ description: String) -> SchemaNode {
        .object([("enum", .list(words.map { .text($0) })), ("description", .text(description))])
    }

    /// The schema of a mapping with these keys and no others.
    static func keys(_ properties: [(String, SchemaNode)], _ description: String? = nil) -> SchemaNode {
        .type("object", description, [("additionalProperties", .bool(false)), ("properties", .object(properties))])
    }

    /// The schema of a list.
    static func list(of items: SchemaNode, _ description: String? = nil, least: Int = 0) -> SchemaNode {
        .type("array", description, [("items", items)] + (least > 0 ? [("minItems", .raw(String(least)))] : []))
    }

    /// A text with an expression in braces.
    static let formula = SchemaNode.object([("type", "string"), ("pattern", #"\{.*\}"#)])

    /// The value as JSON, two spaces a level; lists of plain values on one line.
    var text: String {
        var text = ""
        write(to: &text, indent: "")
        return text
    }

    private func write(to text: inout String, indent: String) {
        switch self {
        case .text(let string): JSONText.append(string, to: &text)
        case .raw(let raw): text += raw
        case .bool(let bool): text += bool ? "true" : "false"
        case .list(let items):
            let isFlat = items.allSatisfy(\.isPlain)
            write(items.map { (nil, $0) }, "[", "]", isFlat: isFlat, to: &text, indent)
        case .object(let members):
            let isFlat = members.allSatisfy { $0.1.isPlain } && members.count <= 3
            write(members.map { ($0.0, $0.1) }, "{", "}", isFlat: isFlat, to: &text, indent)
        }
    }

    private func write(
        _ items: [(String?, SchemaNode)],
        _ open: String,
        _ close: String,
        isFlat: Bool,
        to text: inout String,
        _ indent: String
    ) {
        let inner = indent + "  "
        text += open
        for (index, item) in items.enumerated() {
            text += index == 0 ? "" : isFlat ? ", " : ","
            if !isFlat { text += "\n" + inner }
            if let key = item.0 {
                JSONText.append(key, to: &text)
                text += ": "
            }
            item.1.write(to: &text, indent: inner)
        }
        text += isFlat || items.isEmpty ? close : "\n" + indent + close
    }

    private var isPlain: Bool {
        switch self {
        case .text, .raw, .bool: true
        case .list(let items): items.isEmpty
        case .object(let members): members.isEmpty
        }
    }
}
